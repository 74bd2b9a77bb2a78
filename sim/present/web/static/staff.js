// What the controller has, and others in part: the clock of the play, and messages that nobody planned.
import { act, choice, draft, draftsOf, eventOf, fields, html, nameOf, nothing, redraw, several, text, ticks } from "./page.js";

const SPEEDS = [1, 4, 8, 16, 24, 60, 120, 300, 600];
const SKIPS = [["inject", "To the next message"], ["request", "To the next request"], ["hour", "An hour on"]];
const CHANNELS = ["in person", "phone", "mail", "open mail", "fax", "SIENA", "SIRENE", "I-24/7", "liaison officer", "press"];
let sure = false;

/** Set the clock of the play. */
export const clock = (to) => () => act({ clock: to });

/** Start and pause, skip, end, speed. */
export function clockTools(now) {
  const running = now.state === "running";
  const end = () => { if (sure) act({ end: true }); sure = !sure; redraw(); };
  return html`<div class="tools"><p class="buttons">
      <button class="main" @click=${clock({ running: !running })}>${running ? "Pause" : "Start"}</button>
      ${SKIPS.map(([to, name]) => html`<button @click=${() => act({ skip_to: to })}>${name}</button>`)}
      ${now.alone ? nothing : html`<button class="quiet" @click=${() => act({ undo: true })}>Undo the last act</button>`}
      <button class="quiet" @click=${end}>${sure ? "Really end the play" : "End"}</button></p>
    <label>Speed <select @change=${(event) => act({ clock: { speed: Number(event.target.value) } })}>
      ${[...new Set([...SPEEDS, now.speed])].sort((a, b) => a - b).map((speed) => html`<option value=${speed} ?selected=${speed === now.speed}>${speed} times</option>`)}</select></label></div>`;
}

/** A message that nobody planned; the controller may send an event of the model with it. */
export function writeForm(view) {
  const to = [...(view.exercise?.seats ?? []).map((one) => one.id), "wall"];
  const events = view.me.role === "controller" ? view.orders ?? [] : [];
  const effects = [["", "none: a message only"], ...events.map((one) => [one.kind, one.title])];
  const effect = events.find((one) => one.kind === draft.get("write/effect"));
  const texts = ["write/from", "write/channel", "write/title", "write/text"];
  const send = (submitted) => {
    submitted.preventDefault();
    const [from, channel, title, words] = texts.map((name) => draft.get(name).trim());
    const event = effect ? eventOf(effect) : undefined;
    if (event === null) return;
    act({ write: { to: ticks("write/to"), from, channel, title, text: words, ...(event ? { effect: event } : {}) } },
      "write/to", "write/effect", ...texts, ...(effect ? draftsOf(effect) : []));
  };
  return html`<datalist id="channels">${CHANNELS.map((one) => html`<option value=${one}></option>`)}</datalist>
    <details><summary>A message that is on no list</summary><form @submit=${send}>
    ${several("write/to", "To", to.map((seat) => [seat, nameOf(seat)]))}${text(texts[0], "From")}${text(texts[1], "Channel", { list: "channels" })}
    ${text(texts[2], "Title")}${text(texts[3], "Text", { rows: 4 })}
    ${events.length ? choice("write/effect", "Effect in the model", effects, redraw) : nothing}${effect ? fields(effect) : nothing}<button>Send the message</button></form></details>`;
}

