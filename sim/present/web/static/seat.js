// The page of a player, and of staff who look at it.
import { act, bar, draft, html, lasting, mayAct, nothing, order, part, repeat, seen, show, table, text, until, at } from "./page.js";
import { after } from "./after.js";
import { map } from "./map.js";

seen.looking = new URLSearchParams(location.search).get("look") ?? "";
show((view) => view.me?.name ?? "Seat", (view) => (view.clock?.state === "ended" ? after(view) : page(view)), seen.looking);

function page(view) {
  return html`<a class="skip" href="#messages">Skip to the messages</a>${bar(view.me?.name ?? "Seat")}
    <main class="two"><div>
      ${part("messages", "Messages", messages(view))}
      ${part("requests", "Requests at your desk", requests(view))}
      ${view.heard?.length ? part("heard", "What you hear", heard(view)) : nothing}
    </div><div>
      ${cards(view)}
      ${view.posts?.length ? part("posts", "Posts", html`${map(view.posts)}${posts(view)}`) : nothing}
      ${view.orders?.length ? part("orders", "Orders", view.orders.map(order)) : nothing}
      ${view.own_requests?.length ? part("own", "What you asked", own(view)) : nothing}
      ${view.held?.length ? part("held", "Persons held", held(view)) : nothing}
      ${view.packages?.length ? part("packages", "Packages", packages(view)) : nothing}
      ${view.desks?.length ? part("desks", "Desks", desks(view)) : nothing}
    </div></main>`;
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
    ${check(one.id)}</li>`;
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

/** Alone, the expected action is shown once the reply is given. */
function check(id) {
  const found = (seen.view.self_check ?? []).find((one) => one.inject === id);
  return found ? html`<div class="check"><h4>What was expected</h4><p class="words">${found.expect}</p>
    ${found.stakes ? html`<p>${found.stakes}</p>` : nothing}</div>` : nothing;
}

function requests({ requests: all = [] }) {
  if (!all.length) return html`<p class="muted">Nothing waits.</p>`;
  const first = [...all].sort((a, b) => b.held - a.held || a.since - b.since);
  return html`<ol class="messages">${repeat(first, (one) => one.number, request)}</ol>`;
}

function request(one) {
  const give = (how) => () => act({ event: { kind: "answer", message: one.number, give: how } });
  return html`<li class="card"><h3>${one.number} from ${one.from}</h3><p>${one.about}${one.held
    ? html` <span class="badge assumed">somebody is held ${one.until === null ? nothing : until(one.until)}</span>` : nothing}</p>
    <p class="muted">Came ${at(one.since)} by ${one.channel}${one.due === null ? nothing : html`; due by law ${until(one.due)}`}; ${one.state}</p>
    ${mayAct() ? html`<p class="buttons"><button @click=${give("answered")}>Answer ${one.number}</button>
      <button class="quiet" @click=${give("refused")}>Refuse ${one.number}</button></p>` : nothing}</li>`;
}

function heard({ heard: all }) {
  return html`<ol class="heard" reversed>${repeat([...all].reverse(), (one) => `${one.t}${one.kind}${one.text}`,
    (one) => html`<li><span class="muted">${at(one.t)}</span> ${one.text}</li>`)}</ol>`;
}

function cards({ cards: all = {} }) {
  return html`<ul class="cards small">${Object.entries(all).map(([name, value]) => html`<li class="card"><h3>${name.replaceAll("_", " ")}</h3>
    <p class="value">${value}</p></li>`)}</ul>`;
}

const posts = (view) => table("Posts", [
  ["Post", (post) => post.name], ["Officers", (post) => post.officers, true], ["Lanes", (post) => post.lanes, true],
  ["Wait, min", (post) => (post.closed ? "closed" : post.wait_min), true], ["Teams", (post) => [].concat(post.teams ?? []).join(", ")],
  ["Checks, 24 h", (post) => post.checks, true], ["Referrals, 24 h", (post) => post.referrals ?? "", true],
], view.posts);

const own = (view) => table("Requests that you sent", [
  ["Number", (one) => one.number], ["To", (one) => one.to], ["About", (one) => one.about], ["State", (one) => one.state],
], view.own_requests, (one) => one.number);

const held = (view) => table("Persons held", [
  ["Number", (one) => one.number], ["About", (one) => one.about], ["Lawful until", (one) => (one.until === null ? "" : until(one.until))],
], view.held, (one) => one.number);

const packages = (view) => table("Packages", Object.keys(view.packages[0]).map((name) => [name.replaceAll("_", " "), (one) => plain(one[name])]),
  view.packages, (one) => one.number ?? JSON.stringify(one));

const desks = (view) => table("Desks", Object.keys(view.desks[0]).map((name) => [name.replaceAll("_", " "), (one) => plain(one[name])]),
  view.desks, (one) => one.id ?? one.name ?? JSON.stringify(one));

const plain = (value) => (Array.isArray(value) ? value.join(", ") : value ?? "");
