// What all pages share: the bar at the top, times in words, tables, forms that remember what was typed.
import { html, nothing, render } from "./lit/lit-html.js";
import { live } from "./lit/directives/live.js";
import { repeat } from "./lit/directives/repeat.js";
import { act, connect, draft, preview, redraw, seen, unanswered } from "./feed.js";

export { act, draft, html, live, nothing, redraw, repeat, seen };

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** Whether the server tells days with their dates, as in a scenario in which a day of the week comes twice. */
const dated = () => seen.view.clock.label.split(" ").length > 2;

/** "Sun 17:04" of a second of the scenario, or "Sun 15 Nov 17:04". */
export function at(t) {
  const { time, t: now } = seen.view.clock;
  const then = new Date(Date.parse(/Z|[+-]\d\d:\d\d$/.test(time) ? time : `${time}Z`) + 1000 * (t - now));
  const two = (number) => String(number).padStart(2, "0");
  const date = dated() ? ` ${then.getUTCDate()} ${MONTHS[then.getUTCMonth()]}` : "";
  return `${DAYS[then.getUTCDay()]}${date} ${two(then.getUTCHours())}:${two(then.getUTCMinutes())}`;
}

/** "2 h 05 min" of seconds. */
export function lasting(seconds) {
  const minutes = Math.round(Math.abs(seconds) / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}

/** "1:17:30" or "17:30" of milliseconds of play. */
export function onTheWatch(ms) {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  return `${hours ? `${hours}:` : ""}${hours ? two(Math.floor(seconds / 60) % 60) : Math.floor(seconds / 60)}:${two(seconds % 60)}`;
}

/** How long until a deadline, in both times. */
export function until(t, played) {
  const { clock } = seen.view;
  const left = t - clock.t;
  if (left <= 0) return html`<span class="late">was due ${at(t)}, ${lasting(left)} ago</span>`;
  const play = played === null || played === undefined ? "" : `, ${onTheWatch(played - clock.played)} of play`;
  return html`<span class=${left < 3600 ? "soon" : ""}>until ${at(t)}: ${lasting(left)} left${play}</span>`;
}

const STATES = {
  ready: () => "not started yet",
  running: (clock) => `running, ${clock.speed} times`,
  paused: () => "paused",
  ended: () => "ended",
};

/** State of a play in words. */
export const standing = (clock) => STATES[clock.state](clock);

/** State of the play or of the line, in words and colour. */
function state(clock) {
  if (seen.link === "out") return html`<span class="state lost">this code no longer holds: ask the trainer</span>`;
  if (seen.link === "lost") return html`<span class="state lost">connection lost, trying again</span>`;
  if (!clock) return html`<span class="state">connecting</span>`;
  return html`<span class="state ${clock.state}">${standing(clock)}</span>`;
}

/** The bar of every page: who one is, the clock, what the last action did. */
export function bar(name, tools = nothing) {
  const { clock, exercise, last, trouble } = seen.view;
  return html`<header class="bar">
    <div><p class="kind">${exercise?.name ?? ""}</p><h1>${name}</h1></div>
    <div class="time"><p class="clock">${clock?.label ?? ""}</p>
      <p>${state(clock)} ${clock ? times(clock) : ""}</p></div>
    ${tools}
    <p class="last" role="status">${said(last)}</p>
    ${trouble ? html`<p class="fault" role="alert">${trouble}</p>` : nothing}
  </header>`;
}

function times(clock) {
  const move = clock.move ? `${clock.move.name}; ` : "";
  const left = clock.state === "ended" ? "" : `, ${onTheWatch(clock.left)} left`;
  return `${move}${onTheWatch(clock.played)} played${left}`;
}

function said(last) {
  const waiting = unanswered();
  if (waiting) return `${waiting === 1 ? "One action waits" : `${waiting} actions wait`} for the server.`;
  if (seen.faults.length) return html`<span class="fault">Not done. ${seen.faults.join(" ")}</span>`;
  return seen.said || (last?.text ?? "");
}

/** Draw a page whenever something changes. */
export function show(title, body, look = "") {
  connect((view) => {
    document.title = view.exercise ? `${title(view)} – ${view.exercise.name}` : title(view);
    render(view.clock || seen.link !== "opening" ? html`${body(view)}${view.footnote ? html`<footer class="muted"><p>${view.footnote}</p></footer>` : nothing}` : html`<main><h1>${title(view)}</h1><p>Connecting</p></main>`, document.body);
  }, look);
}

/** A key of the model as words. */
export const words = (name) => String(name ?? "").replaceAll("_", " ");

/** A word of the model, or several, as people say them. */
export const term = (name) => String(name ?? "").split(" ").map((word) => seen.view.exercise?.terms?.[word] ?? words(word)).join(", ");

/** Text that only a screen reader says, where the eye sees it from the place. */
export const unseen = (what) => html`<span class="unseen">${what}</span>`;

/** The name of a seat, or of a role that is no seat. */
export function nameOf(seat) {
  const { exercise, seats } = seen.view;
  const known = [exercise?.seats, seats].find(Array.isArray) ?? [];
  const staff = seat === "wall" ? "Wall screen" : seat.charAt(0).toUpperCase() + seat.slice(1);
  return known.find((one) => one.id === seat)?.name ?? staff;
}

/** A part of a page with its heading. */
export const part = (id, heading, body) => html`<section class="part" aria-labelledby=${id}>
  <h2 id=${id}>${heading}</h2>${body}</section>`;

const FIRST = 12;

/** The first of many rows; the others, with a caption that says so, where somebody asks for them. */
export function firstOf(what, rows, shown, most = FIRST) {
  const first = rows.length > most + 1 ? most : rows.length;
  const others = rows.slice(first);
  return html`${shown(rows.slice(0, first), "")}${others.length
    ? html`<details><summary>${others.length} ${what}</summary>${shown(others, `: ${what}`)}</details>` : nothing}`;
}

/** The names of some seats; where it is all of them, that is said. */
export function namesOf(seats) {
  const known = (seen.view.exercise?.seats ?? []).map((one) => one.id);
  const everybody = known.length > 2 && known.every((seat) => seats.includes(seat));
  const named = seats.filter((seat) => !everybody || !known.includes(seat)).map(nameOf);
  return (everybody ? ["all seats", ...named] : named).join(", ");
}

/** A table; columns are [heading, cell of a row, is it a number]. */
export function table(caption, columns, rows, key = (row) => row.id) {
  if (!rows?.length) return html`<p class="muted">${caption}: none.</p>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Table: ${caption}"><table>
    <caption>${caption}</caption>
    <thead><tr>${columns.map(([heading, , number]) => html`<th scope="col" class=${number ? "number" : "text"}>${heading}</th>`)}</tr></thead>
    <tbody>${repeat(rows, key, (row) => html`<tr>${columns.map(([, cell, number], place) => place
      ? html`<td class=${number ? "number" : "text"}>${cell(row)}</td>`
      : html`<th scope="row" class="text">${cell(row)}</th>`)}</tr>`)}</tbody></table></div>`;
}

// ---- fields that remember

/** A text field whose draft is kept under `name`. */
export function text(name, label, { rows = 1, list = "", changed = () => {} } = {}) {
  const id = `f-${name}`;
  const typed = (event) => { draft.set(name, event.target.value); changed(); };
  return html`<div class="field"><label for=${id}>${label}</label>${rows > 1
    ? html`<textarea id=${id} rows=${rows} maxlength="2000" .value=${live(draft.get(name))} @input=${typed}></textarea>`
    : html`<input id=${id} maxlength="200" list=${list || nothing} .value=${live(draft.get(name))} @input=${typed}>`}</div>`;
}

/** A list to choose one from; choices are [value, label]. */
export function choice(name, label, choices, changed = () => {}) {
  const id = `f-${name}`;
  const chosen = draft.get(name) || (choices[0]?.[0] ?? "");
  const pick = (event) => { draft.set(name, event.target.value); changed(); };
  return html`<div class="field"><label for=${id}>${label}</label><select id=${id} @change=${pick}>
    ${choices.map(([value, shown]) => html`<option value=${value} ?selected=${String(value) === chosen}>${shown}</option>`)}</select></div>`;
}

/** What was chosen, or the first choice. */
export const chosen = (name, choices) => draft.get(name) || String(choices[0]?.[0] ?? "");

/** Boxes to tick several; choices are [value, label]. */
export function several(name, label, choices, changed = () => {}) {
  const ticked = new Set(ticks(name));
  const tick = (value) => (event) => {
    if (event.target.checked) ticked.add(value); else ticked.delete(value);
    draft.set(name, JSON.stringify([...ticked]));
    changed();
  };
  return html`<fieldset class="field"><legend>${label}</legend>${choices.map(([value, shown]) => html`<label class="tick">
    <input type="checkbox" .checked=${live(ticked.has(value))} @change=${tick(value)}> ${shown}</label>`)}</fieldset>`;
}

/** What was ticked. */
export const ticks = (name) => JSON.parse(draft.get(name) || "[]");

/** A number with its unit and bounds. */
export function number(name, label, { unit = "", min, max } = {}, changed = () => {}) {
  const id = `f-${name}`;
  const typed = (event) => { draft.set(name, event.target.value); changed(); };
  return html`<div class="field"><label for=${id}>${label}${unit ? ` (${unit})` : ""}</label>
    <input id=${id} type="number" inputmode="decimal" step="any" min=${min ?? nothing} max=${max ?? nothing}
      .value=${live(draft.get(name))} @input=${typed}></div>`;
}

// ---- orders: forms that the server describes

const previews = new Map();
const STALE_S = 300;
const SELDOM_MS = 3000;

/** What a field offers: its own choices, or the rows of a part of the view. */
const listed = (one) => one.choices ?? (seen.view[one.choices_of] ?? []).map(({ id, name }) => ({ value: id, label: name }));

/** The same; what may be left out is left out unless somebody chooses. */
const choicesOf = (one) => (one.optional && one.type === "choice" ? [{ value: undefined, label: "not said" }, ...listed(one)] : listed(one));

function field(order, one, changed) {
  const name = `order/${order.kind}/${one.name}`;
  const label = `${one.label}${one.type === "text" && one.unit ? `, ${one.unit}` : ""}${one.optional ? " (may be left out)" : ""}`;
  const choices = choicesOf(one).map(({ value, label }) => [String(value), label]);
  if (one.type === "choices") return several(name, label, choices, changed);
  if (one.type === "choice") return choice(name, label, choices, changed);
  if (one.type === "number") return number(name, label, one, changed);
  return text(name, label, { changed });
}

const picked = (name, one) => chosen(name, choicesOf(one).map(({ value }) => [value]));

/** What a field holds now; undefined while it is empty. */
function valueOf(order, one) {
  const name = `order/${order.kind}/${one.name}`;
  if (one.type === "choices") return ticks(name).length ? ticks(name) : undefined;
  if (one.type === "choice") return choicesOf(one).find(({ value }) => String(value) === picked(name, one))?.value;
  const typed = draft.get(name).trim();
  return typed === "" ? undefined : one.type === "number" ? Number(typed) : typed;
}

/** The event that a form describes now, or null while something is missing. */
export function eventOf(order) {
  const values = order.fields.map((one) => [one.name, valueOf(order, one), one.optional]);
  if (values.some(([, value, optional]) => value === undefined && !optional)) return null;
  return { kind: order.kind, ...Object.fromEntries(values.filter(([, value]) => value !== undefined)) };
}

export const draftsOf = (order) => order.fields.map((one) => `order/${order.kind}/${one.name}`);

/** The fields of an order. */
export function fields(order) {
  const changed = () => foresee(order);
  return order.fields.map((one) => field(order, one, changed));
}

let asking = 0;
function foresee(order) {
  clearTimeout(asking);
  asking = setTimeout(async () => {
    const event = eventOf(order);
    const text = event ? await preview({ event }) : "Something is missing yet.";
    previews.set(order.kind, { text, t: seen.view.clock.t, asked: performance.now() });
    redraw();
  }, 300);
}

/** When an order would act, as it was told last; it is asked anew when the clock has gone on. */
function foreseen(order) {
  const known = previews.get(order.kind);
  if (known && seen.view.clock.t - known.t > STALE_S && performance.now() - known.asked > SELDOM_MS) {
    known.asked = performance.now();
    foresee(order);
  }
  return known?.text ?? "";
}

/** A form for an order, which says when it would act before it is given. */
export function order(one) {
  const give = (submitted) => {
    submitted.preventDefault();
    const event = eventOf(one);
    clearTimeout(asking);
    previews.delete(one.kind);
    if (event) act({ event }, ...draftsOf(one));
  };
  const look = () => foresee(one);
  return html`<details class="order"><summary @click=${look}>${one.title}</summary><p>${one.explanation}</p>
    <form @submit=${give} @focusin=${look} @pointerenter=${look}>${fields(one)}
      <p class="muted" role="status">${foreseen(one)}</p>
      <button ?disabled=${!mayAct()}>${one.title}</button></form></details>`;
}

/** Whether the play takes decisions now, from this page. */
export const mayAct = () => ["running", "paused"].includes(seen.view.clock?.state) && !seen.looking;
