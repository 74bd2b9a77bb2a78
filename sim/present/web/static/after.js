// After the end: the hot wash, in which players speak first, improvements, and the feedback form.
import { act, at, bar, choice, chosen, draft, html, nameOf, nothing, part, repeat, table, text, unseen } from "./page.js";

const KINDS = [["well", "This went well"], ["better", "This should change"], ["open", "This is open"]];
const SCALE = [["0", "not said"], ["1", "not at all"], ["2", "little"], ["3", "neither"], ["4", "mostly"], ["5", "fully"]];
const STAFF = ["controller", "evaluator"];

/** The page of somebody whose play is over. */
export function after(view) {
  const staff = STAFF.includes(view.me?.role);
  return html`${bar(view.me?.name ?? "")}<main class="two"><div>
    ${part("hotwash", "Hot wash", hotWash(view))}
    ${part("improvements", "Improvements", improvements(view, staff))}
    </div><div>
    ${view.feedback?.length ? part("feedback", "Feedback of participants", answers(view)) : nothing}
    ${view.self_check?.length ? part("check", "What was expected", checks(view)) : nothing}
    ${view.me?.role === "controller" ? part("again", "Go on from here", again(view)) : nothing}
    ${staff || view.clock?.alone ? part("debrief", "Debrief", debrief(view)) : part("feedback", "Feedback", feedback(view))}
    </div></main>`;
}

function hotWash(view) {
  const give = (submitted) => {
    submitted.preventDefault();
    if (draft.get("hot/text").trim()) act({ hot_wash: { kind: chosen("hot/kind", KINDS), text: draft.get("hot/text").trim() } }, "hot/text");
  };
  return html`<p>${view.clock?.alone ? "What went well, and what would you do otherwise? It is kept in the debrief."
    : "Players speak first, each in turn; half an hour at most. What is written here is seen by all."}</p>
    <form @submit=${give}>${choice("hot/kind", "About", KINDS)}${text("hot/text", "In a sentence or two", { rows: 3 })}<button>Add a card</button></form>
    <ol class="messages">${repeat(view.hot_wash ?? [], (_, place) => place, (one) => html`<li class="card"><h3>${wordOf(one.kind)}</h3>
      <p class="words">${one.text}</p><p class="muted">${nameOf(one.seat)}</p></li>`)}</ol>`;
}

const PRIORITIES = [["medium", "medium"], ["high", "high"], ["low", "low"]];

const wordOf = (kind) => KINDS.find(([value]) => value === kind)?.[1] ?? kind;

function improvements(view, staff) {
  const names = ["better/action", "better/owner", "better/date"];
  const give = (submitted) => {
    submitted.preventDefault();
    const [action, owner, date] = names.map((name) => draft.get(name).trim());
    if (action && owner && date) act({ improvement: { action, owner, date, priority: chosen("better/priority", PRIORITIES) } }, ...names);
  };
  const form = html`<form @submit=${give}>${text(names[0], "Action", { rows: 2 })}${text(names[1], "Who sees to it (an office, not a person)")}
    ${text(names[2], "Until when")}${choice("better/priority", "Priority", PRIORITIES)}<button>Add the improvement</button></form>`;
  return html`${staff ? form : nothing}${table("Improvements", [
    ["Action", (one) => one.action], ["Who", (one) => one.owner], ["Until", (one) => one.date], ["Priority", (one) => one.priority]], view.improvements, (one) => JSON.stringify(one))}`;
}

function debrief() {
  return html`<p>What was decided and when, what the decisions changed, and how sure that is. It goes on being worked out while the hot wash runs; open it again for more.</p>
    <p class="buttons"><a class="button" href="debrief.html" target="_blank">Open the debrief</a>
      <a class="button" href="debrief.file">Save it as one file</a> <a class="button" href="debrief.xlsx">Save its tables</a></p>
`;
}

function feedback({ statements = [] }) {
  const scale = statements.map((_, place) => `feedback/${place}`);
  const three = (what) => [1, 2, 3].map((place) => `feedback/${what}/${place}`);
  const [strengths, improvements] = [three("strength"), three("improvement")];
  const written = (names) => names.map((name) => draft.get(name).trim()).filter(Boolean);
  const give = (submitted) => {
    submitted.preventDefault();
    act({ feedback: {
      strengths: written(strengths), improvements: written(improvements), statements: scale.map((name) => Number(chosen(name, SCALE))),
    } }, ...scale, ...strengths, ...improvements);
  };
  return html`<p>Nobody is named; the trainer sees the answers.</p><form @submit=${give}>
    ${strengths.map((name, place) => text(name, `Strength ${place + 1}`))}${improvements.map((name, place) => text(name, `To improve ${place + 1}`))}
    ${statements.map((statement, place) => choice(scale[place], statement, SCALE))}<button>Send the form</button></form>`;
}

function answers({ feedback: forms, statements = [] }) {
  const words = (what) => forms.flatMap((form) => form[what] ?? []);
  const times = (place, answer) => forms.filter((form) => form.statements?.[place] === answer).length;
  return html`<h3>Strengths</h3><ul>${words("strengths").map((one) => html`<li class="words">${one}</li>`)}</ul>
    <h3>To improve</h3><ul>${words("improvements").map((one) => html`<li class="words">${one}</li>`)}</ul>
    ${table("How many agree, from 1 (not at all) to 5 (fully)", [["Statement", (one) => one.text],
      ...[1, 2, 3, 4, 5].map((answer) => [String(answer), (one) => times(one.id, answer), true])],
      statements.map((one, id) => ({ id, text: one })))}`;
}

const checks = (view) => table("What was expected", [
  ["Message", (one) => one.title], ["Expected", (one) => one.expect], ["You replied", (one) => one.replied ?? "nothing"],
], view.self_check, (one) => one.inject);

/** Any moment of the play can be the beginning of another. */
function again(view) {
  const from = (row) => html`<button @click=${() => act({ go_on: row.n })}>Go on${unseen(` after ${row.text}`)}</button>`;
  return html`${(view.went_on ?? []).map((link) => html`<p>A new play: <a href=${`/${new URL(link).hash}`} target="_blank">its controller’s page</a></p>`)}
    <details><summary>Moments of this play</summary><p>The new play is as this one was until then, and free to go on otherwise.</p>${table("Moments", [
      ["Time", (one) => at(one.t)], ["What was done", (one) => one.text], ["New play", from]], view.moments, (one) => one.n)}</details>`;
}
