// The page of a player, and of staff who look at it.
import { act, at, bar, draft, firstOf, html, mayAct, nothing, number, order, part, repeat, seen, show, table, term, text, until, words } from "./page.js";
import { after } from "./after.js";
import { clockTools, writeForm } from "./staff.js";
import { map } from "./map.js";

seen.looking = new URLSearchParams(location.search).get("look") ?? "";
show((view) => view.me?.name ?? "Seat", (view) => (view.clock?.state === "ended" ? after(view) : page(view)), seen.looking);

function page(view) {
  return html`<a class="skip" href="#messages">Skip to the messages</a>${bar(view.me?.name ?? "Seat", view.clock?.alone && !seen.looking ? clockTools(view.clock) : nothing)}
    <p class="unseen" role="status">${newest(view)}</p>
    <main class="two"><div>
      ${part("messages", "Messages", messages(view))}
      ${part("requests", view.me?.role === "centre" ? "Requests between countries" : "Requests at your desk", requests(view))}
      ${view.heard?.length ? part("heard", "What you hear", heard(view)) : nothing}
    </div><div>
      ${cards(view)}
      ${view.me?.role === "centre" && mayAct() ? part("write", "Write to others", writeForm(view)) : nothing}
      ${view.orders?.length ? part("orders", "Orders", view.orders.map(order)) : nothing}
      ${view.held?.length ? part("held", "Persons held", held(view)) : nothing}
      ${view.posts?.length ? part("posts", "Posts", html`${map(view.posts)}${posts(view)}`) : nothing}
      ${view.own_requests?.length ? part("own", "What you asked", own(view)) : nothing}
      ${view.packages?.length ? part("packages", "Packages", packages(view)) : nothing}
      ${view.operations?.length ? part("operations", "Operations that wait", operations(view)) : nothing}
      ${view.desks?.length ? part("desks", "Desks", desks(view)) : nothing}
    </div></main>`;
}

/** What a screen reader says when a message comes. */
function newest({ messages: all = [] }) {
  const last = [...all].sort((a, b) => b.t - a.t)[0];
  return last ? `Message from ${last.from}: ${last.title}` : "";
}

function messages({ messages: all = [] }) {
  if (!all.length) return html`<p class="muted">None yet.</p>`;
  const newest = [...all].sort((a, b) => b.t - a.t);
  return html`<ol class="messages">${repeat(newest, (one) => `${one.id}/${one.t}`, message)}</ol>`;
}

function message(one) {
  return html`<li class=${one.reply ? "card done" : "card"}><h3>${one.title}</h3>
    <p class="muted">${at(one.t)}, from ${one.from}, ${one.channel}${one.deadline !== null && !one.reply
      ? html`. Answer ${until(one.deadline, one.deadline_played)}` : nothing}</p>
    <p class="words">${one.text}</p>
    ${one.reply ? html`<p class="reply"><strong>You replied at ${at(one.reply.t)}:</strong> <span class="words">${one.reply.text}</span></p>` : reply(one)}
    ${one.expect ? html`<div class="check"><h4>What was expected</h4><p class="words">${one.expect}</p>
      ${one.stakes ? html`<p>${one.stakes}</p>` : nothing}</div>` : nothing}</li>`;
}

function reply(one) {
  if (!mayAct()) return nothing;
  const name = `reply/${one.id}`;
  const send = (submitted) => {
    submitted.preventDefault();
    if (draft.get(name).trim()) act({ reply: one.id, text: draft.get(name).trim() }, name);
  };
  return html`<form @submit=${send}>${text(name, `Reply to “${one.title}”`, { rows: 2 })}<button>Send reply</button></form>`;
}

function requests({ requests: all = [] }) {
  if (!all.length) return html`<p class="muted">Nothing waits.</p>`;
  if (!all[0].number) return firstOf("more pairs of countries", [...all].sort((a, b) => b.overdue - a.overdue || b.waiting - a.waiting), (some, which) => counts(`Requests by pair${which}`, some));
  return firstOf("more requests", all, (some) => html`<ol class="messages">${repeat(some, (one) => one.number, request)}</ol>`);
}

function request(one) {
  return html`<li class=${one.given ? "card done" : "card"}><h3>${one.number} from ${term(one.from)}</h3><p>About ${term(one.about)}${one.held
    ? html` <span class="badge assumed">somebody is held ${one.until === null ? nothing : until(one.until)}</span>` : nothing}</p>
    <p class="muted">Came ${at(one.since)}${one.channel ? ` by ${term(one.channel)}` : ""}${one.due === null ? nothing : html`; due by law ${until(one.due)}`}; ${words(one.state)}</p>
    ${one.given ? html`<p class="reply"><strong>${one.given === "refused" ? "You refused." : "You answered."}</strong> It leaves when the files are found.</p>` : decide(one)}</li>`;
}

function decide(one) {
  if (!mayAct()) return nothing;
  const units = `units/${one.number}`;
  const give = (how) => () => {
    const most = how === "answered" && draft.get(units) ? { units: Number(draft.get(units)) } : {};
    act({ event: { kind: "answer", message: one.number, give: how, ...most } }, units);
  };
  return html`${one.about === "assistance" ? number(units, "Units that go at most", { min: 1, max: 100 }) : nothing}
    <p class="buttons"><button @click=${give("answered")}>Answer ${one.number}</button>
      <button class="quiet" @click=${give("refused")}>Refuse ${one.number}</button></p>`;
}

function heard({ heard: all }) {
  const newestFirst = [...all].sort((a, b) => b.t - a.t);
  const lines = (some) => html`<ol class="heard">${repeat(some, (one) => `${one.t}${one.kind}${one.text}`,
    (one) => html`<li><span class="muted">${at(one.t)}</span> ${one.text}</li>`)}</ol>`;
  return firstOf("before that", newestFirst, lines);
}

function cards({ cards: all = {} }) {
  return html`<ul class="cards small">${Object.entries(all).map(([name, value]) => html`<li class="card"><h3>${words(name)}</h3>
    <p class="value">${value}</p></li>`)}</ul>`;
}

/** Columns of numbers that a seat is not told at any post are left out. */
const told = (columns, rows) => columns.filter(([, cell, number]) => !number || rows.some((row) => cell(row) !== ""));

const posts = (view) => firstOf("more posts", [...view.posts].sort((a, b) => b.officers - a.officers), (some, which) => table(`Posts${which}`, told([
  ["Post", (post) => post.name], ["Officers", (post) => Math.round(post.officers), true], ["Standing by", (post) => post.standing_by ?? "", true], ["Lanes", (post) => post.lanes, true],
  ["Wait, min", (post) => (post.closed ? "closed" : post.wait_min ?? ""), true], ["Teams", (post) => (post.teams ?? []).join(", ")],
  ["Checks, 24 h", (post) => post.checks, true], ["Referrals, 24 h", (post) => post.referrals ?? "", true],
], view.posts), some));

const own = (view) => firstOf("before that", view.own_requests, (some, which) => table(`Requests that you sent${which}`, [
  ["Number", (one) => one.number], ["To", (one) => term(one.to)], ["About", (one) => term(one.about)], ["State", (one) => words(one.state)],
], some, (one) => one.number));

const held = (view) => (!view.held[0].number ? counts("Persons held, by country", view.held) : table("Persons held", [
  ["Number", (one) => one.number], ["About", (one) => term(one.about)], ["Asked", (one) => term(one.asked)],
  ["Lawful until", (one) => (one.until === null ? "" : until(one.until))],
], view.held, (one) => one.number));

const packages = (view) => table("Packages", [
  ["Number", (one) => one.number], ["Time", (one) => at(one.t)], ["What", (one) => one.text],
], view.packages, (one) => one.number);

const operations = (view) => table("Operations that wait", [
  ["Number", (one) => one.number], ["Countries", (one) => one.countries.map(term).join(", ")],
  ["Until", (one) => (one.until === null ? "" : until(one.until))],
], view.operations, (one) => one.number);

const desks = (view) => table("Desks", [
  ["Desk", (one) => one.name], ["On duty", (one) => one.on_duty, true], ["Waiting", (one) => one.waiting, true],
], view.desks, (one) => `${one.owner}/${one.name}`);

/** Rows of which a seat learns numbers only. */
const counts = (caption, rows) => table(caption, Object.keys(rows[0]).map((name) => [name.charAt(0).toUpperCase() + name.slice(1), (one) => (typeof one[name] === "number" ? one[name] : term(one[name])), typeof rows[0][name] === "number"]),
  rows, (one) => JSON.stringify([one.from, one.to, one.country]));
