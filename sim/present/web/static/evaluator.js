// The evaluator's page: objective by objective, what was expected, what was seen, and its proof.
import { act, at, bar, choice, chosen, draft, html, nameOf, nothing, part, redraw, repeat, show, table, text, unseen } from "./page.js";

const VERDICTS = [["met", "Met"], ["not met", "Not met"], ["not seen", "Not seen"]];
const KINDS = [["strength", "Strength"], ["improvement", "Improvement"]];
let open = "";

show(() => "Evaluator", (view) => html`${bar("Evaluator")}<main class="two"><div>
    ${tabs(view)}${part("expected", title(view), expectations(view))}
  </div><div>
    ${part("mistakes", "Mistakes", mistakes(view))}
    ${part("seen", "Observations", observations(view))}
    ${part("look", "Look at a seat", looks(view))}
    ${view.clock?.state === "ended" ? part("debrief", "Debrief", html`<p><a class="button" href="debrief.html" target="_blank">Open the debrief</a></p>`) : nothing}
    ${part("print", "On paper", html`<p><a href="print/evaluator" target="_blank">Evaluator’s form</a></p>`)}
  </div></main>`);

const current = (view) => open || view.objectives?.[0]?.id || "";

const title = (view) => (view.objectives ?? []).find((one) => one.id === current(view))?.text ?? "Expectations";

function tabs(view) {
  return html`<p class="tabs" role="group" aria-label="Objectives">${(view.objectives ?? []).map(({ id }) => html`<button
    aria-pressed=${id === current(view) ? "true" : "false"} @click=${() => { open = id; redraw(); }}>${id}</button>`)}</p>`;
}

function expectations(view) {
  const some = (view.expectations ?? []).filter((one) => one.objective === current(view));
  if (!some.length) return html`<p class="muted">Nothing is expected here.</p>`;
  return html`<ol class="messages">${repeat(some, (one) => one.id, (one) => html`<li class="card"><h3>${one.text}</h3>
    <p><span class="badge ${one.verdict === "met" ? "measured" : one.verdict === "not met" ? "assumed" : ""}">${one.verdict}</span>
      ${one.seat ? `${nameOf(one.seat)}; ` : ""}${one.manual ? "judged by you" : "judged by what happened"}</p>
    ${one.proof ? html`<p class="words">${one.proof}</p>` : nothing}${one.manual ? judge(one) : nothing}</li>`)}</ol>`;
}

function judge(one) {
  const name = `judge/${one.id}`;
  const give = (verdict) => () => act({ judge: { expectation: one.id, verdict, comment: draft.get(name).trim() } }, name);
  return html`${text(name, `Comment on ${one.id}`)}<p class="buttons">${VERDICTS.map(([verdict, word]) => html`<button
    @click=${give(verdict)}>${unseen(`${one.id}: `)}${word}</button>`)}</p>`;
}

function mistakes(view) {
  const seats = (view.seats ?? []).map((one) => [one.id, one.name]);
  const known = view.mistakes ?? {};
  const touch = (kind, what) => () => act({ mistake: { kind, text: what, seat: chosen("mistake/seat", seats) } });
  return html`${choice("mistake/seat", "Seat", seats)}${["critical", "minor"].map((kind) => html`<h3>${kind === "critical" ? "Critical" : "Minor"}</h3>
    <p class="buttons">${(known[kind] ?? []).map((what) => html`<button class=${kind === "critical" ? "grave" : ""} @click=${touch(kind, what)}>${what}</button>`)}</p>`)}
    ${table("Mistakes noted", [["Time", (one) => at(one.t)], ["Seat", (one) => nameOf(one.seat)], ["Kind", (one) => one.kind], ["What", (one) => one.text]],
      known.noted, (one) => JSON.stringify(one))}`;
}

function observations(view) {
  const give = (submitted) => {
    submitted.preventDefault();
    if (draft.get("observe/text").trim()) act({ observe: { kind: chosen("observe/kind", KINDS), text: draft.get("observe/text").trim(), objective: current(view) } }, "observe/text");
  };
  return html`<form @submit=${give}>${choice("observe/kind", "Kind", KINDS)}${text("observe/text", "What you saw", { rows: 3 })}<button>Note it</button></form>
    ${table("Observations noted", [["Time", (one) => at(one.t)], ["Kind", (one) => one.kind], ["What", (one) => one.text]], view.observations, (one) => JSON.stringify(one))}`;
}

const looks = (view) => html`<ul>${(view.seats ?? []).map((one) => html`<li><a href="seat?look=${one.id}" target="_blank">${one.name}</a></li>`)}</ul>`;
