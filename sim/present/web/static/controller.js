// The controller's page: the lobby before the start, then the whole play; it need never be left.
import { act, at, bar, draft, html, firstOf, lasting, nameOf, namesOf, nothing, onTheWatch, part, redraw, repeat, seen, show, table, text, unseen } from "./page.js";
import { after } from "./after.js";
import { map } from "./map.js";
import { clock, clockTools, writeForm } from "./staff.js";
import { svg } from "./lit/lit-html.js";

const LOGGED = 30;
let editing = "";

show(() => "Controller", (view) => {
  if (view.clock?.state === "ready") return lobby(view);
  return view.clock?.state === "ended" ? after(view) : play(view);
});

// ---- the lobby

function lobby(view) {
  return html`${bar("Lobby", html`<p class="buttons"><button class="main" @click=${clock({ running: true })}>Start</button></p>`)}
    <main class="two"><div>
      ${part("seats", "Seats and their codes", html`<p>${cards()}. A code opens one seat; who loses it gets a new one here.</p>
        ${repeat(Object.entries(view.links ?? {}), ([seat]) => seat, ([seat, link]) => code(view, seat, link))}`)}
    </div><div>
      ${part("exercise", "The exercise", html`<p>${view.exercise?.name}; ${onTheWatch(view.exercise?.length ?? 0)} of play; language ${view.exercise?.language}.</p>
        ${table("Moves", [["Move", (one) => one.name], ["Begins", (one) => onTheWatch(one.begin), true]], view.exercise?.moves)}`)}
      ${part("check", "Before the start", problems(view))}
    </div></main>`;
}

const cards = () => html`<a href="print/cards" target="_blank">Print seat cards</a>, <a href="print/events" target="_blank">events list</a>,
  <a href="print/evaluator" target="_blank">evaluator’s form</a>, <a href="print/feedback" target="_blank">feedback form</a>`;

function code(view, seat, link) {
  const name = nameOf(seat);
  const there = view.people?.[seat] ?? 0;
  return html`<article class="card code"><img src="qr/${seat}.svg?${link.slice(-4)}" alt="QR code of the link for ${name}" width="120" height="120">
    <div><h3>${name}</h3><p class="mono">${link.split("#")[1]}</p>
    <p>${there ? html`<span class="badge measured">${there === 1 ? "1 page open" : `${there} pages open`}</span>` : html`<span class="badge">nobody yet</span>`}</p>
    <p class="buttons"><button class="quiet" @click=${() => copy(link)}>Copy link${unseen(` for ${name}`)}</button>
      ${seat === "controller" ? nothing : html`<button class="quiet" @click=${() => act({ seat, do: "code" })}>New code${unseen(` for ${name}`)}</button>`}</p></div></article>`;
}

/** Copy a link, also where the page has no right to the clipboard. */
async function copy(link) {
  try {
    await navigator.clipboard.writeText(link);
    seen.said = "The link is copied.";
  } catch {
    prompt("Copy this link:", link);
  }
  redraw();
}

function problems({ problems: found = [], people = {}, exercise }) {
  const empty = (exercise?.seats ?? []).filter((seat) => !people[seat.id]).map((seat) => seat.name);
  return html`${found.length ? html`<ul class="problems">${found.map((one) => html`<li>${one}</li>`)}</ul>` : html`<p>The events list fits the scenario.</p>`}
    <p>${empty.length ? `Nobody is at ${empty.join(", ")} yet; the model plays seats without people.` : "Somebody is at every seat."}</p>`;
}

// ---- the play

function play(view) {
  return html`<a class="skip" href="#list">Skip to the events list</a>${bar("Controller", clockTools(view.clock))}<main class="two"><div>
      ${part("seats", "Seats", seats(view))}
      ${view.problems?.length ? part("check", "To look at", problems(view)) : nothing}
      ${part("write", "Write an inject", writeForm(view))}
      ${part("posts", "Posts", map(view.posts))}
      ${part("codes", "Codes and printing", html`<p>${cards()}.</p><details><summary>Codes</summary>${repeat(Object.entries(view.links ?? {}), ([seat]) => seat, ([seat, link]) => code(view, seat, link))}</details>`)}
    </div><div>
      ${part("list", "Events list", html`${line(view)}${list(view)}`)}
      ${part("log", "Log", log(view))}
    </div></main>`;
}

function seats(view) {
  return table("Seats", [
    ["Seat", (one) => html`<a href="seat?look=${one.id}" target="_blank">${one.name}</a>`],
    ["Here", (one) => view.people?.[one.id] ?? 0, true], ["Waiting", (one) => one.waiting, true],
    ["Oldest", (one) => (one.oldest === null ? "" : lasting(view.clock.t - one.oldest)), true], ["Last action", (one) => one.last_label ?? ""],
    ["Played by", (one) => html`${one.played_by} ${hand(one)}`],
  ], view.seats);
}

const hand = (one) => (one.played_by === "model"
  ? html`<button class="quiet" @click=${() => act({ seat: one.id, do: "take" })}>Give${unseen(` ${one.name}`)} to people</button>`
  : html`<button class="quiet" @click=${() => act({ seat: one.id, do: "give_back" })}>Give${unseen(` ${one.name}`)} back</button>`);

/** The events list as a line with the present on it. */
function line({ clock: now, list: all = [], exercise }) {
  const whole = Math.max(1, now.played + now.left);
  const place = (ms) => (100 * ms) / whole;
  const said = `${all.filter((one) => one.state === "sent").length} of ${all.length} injects sent`;
  return html`<svg class="line" viewBox="0 0 100 12" preserveAspectRatio="none" role="img" aria-label=${said}>
    ${(exercise?.moves ?? []).map((move) => ticksAt(place(move.begin), "move", 0, 12))}
    ${all.filter((one) => one.at !== null).map((one) => ticksAt(place(one.at * 60000), `inject ${one.state}`, 3, 9))}
    ${ticksAt(place(now.played), "now", 0, 12)}</svg><p class="muted">${said}</p>`;
}

const ticksAt = (x, kind, from, to) => svg`<line class=${kind} x1=${x} x2=${x} y1=${from} y2=${to}></line>`;

function list(view) {
  return table("Injects", [
    ["No", (one) => one.id], ["Play, min", (one) => (one.at === null ? (one.planned ? "on condition" : "unplanned") : +one.at.toFixed(1)), true], ["To", (one) => namesOf([].concat(one.to))],
    ["What", inject], ["State", (one) => html`${one.state}${one.sent_t === null || one.sent_t === undefined ? "" : ` ${at(one.sent_t)}`} ${buttons(one)}`],
  ], view.list);
}

function inject(one) {
  if (editing === one.id) return edit(one);
  return html`<details><summary>${one.title} ${one.matters === false ? html`<span class="badge">no stakes</span>` : nothing}</summary><p class="words">${one.text}</p>
    <p class="muted">From ${one.from}, ${one.channel}${one.objective ? `; objective ${one.objective}` : ""}</p>
    ${one.expect ? html`<p><strong>Expected:</strong> ${one.expect}</p>` : nothing}
    ${one.stakes ? html`<p><strong>Stakes:</strong> ${one.stakes}</p>` : nothing}
    ${one.note ? html`<p><strong>Look for:</strong> ${one.note}</p>` : nothing}
    ${one.condition ? html`<p><strong>Condition:</strong> ${one.condition}</p>` : nothing}
    ${one.refused ? html`<p class="fault">The model refused its effect: ${one.refused}</p>` : nothing}
    ${one.effect ? html`<p><strong>Effect:</strong> ${one.effect}</p>` : nothing}
    ${(one.replies ?? []).map((reply) => html`<p class="reply"><strong>${nameOf(reply.seat)}, ${reply.label}:</strong> <span class="words">${reply.text}</span></p>`)}</details>`;
}

function edit(one) {
  const [title, words] = [`edit/${one.id}/title`, `edit/${one.id}/text`];
  const save = (submitted) => {
    submitted.preventDefault();
    editing = "";
    act({ edit: one.id, title: draft.get(title), text: draft.get(words) }, title, words);
  };
  return html`<form @submit=${save}>${text(title, "Title")}${text(words, "Text", { rows: 4 })}<button>Save</button>
    <button type="button" class="quiet" @click=${() => { editing = ""; redraw(); }}>Leave as it was</button></form>`;
}

function buttons(one) {
  if (one.state !== "due" && one.state !== "waiting") return nothing;
  const change = () => {
    editing = one.id;
    draft.set(`edit/${one.id}/title`, one.title);
    draft.set(`edit/${one.id}/text`, one.text);
    redraw();
  };
  return html`<span class="buttons"><button @click=${() => act({ send: one.id })}>Send${unseen(` ${one.id}`)} now</button>
    <button class="quiet" @click=${() => act({ skip: one.id })}>Skip${unseen(` ${one.id}`)}</button>
    <button class="quiet" @click=${() => act({ postpone: one.id, minutes: 5 })}>${unseen(`${one.id} `)}5 min later</button>
    <button class="quiet" @click=${change}>Edit${unseen(` ${one.id}`)}</button></span>`;
}

function log(view) {
  const lines = (some) => html`<ol class="heard">${repeat(some, (one) => `${one.played}${one.seat}${one.text}`, (one) => html`<li>
    <span class="muted">${at(one.t)}, ${onTheWatch(one.played)}, ${nameOf(one.seat)}:</span> ${one.text}</li>`)}</ol>`;
  return firstOf("before that", [...(view.log ?? [])].sort((a, b) => b.played - a.played), lines, LOGGED);
}
