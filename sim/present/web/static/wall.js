// The screen for the projector: the clock, what everybody may know, the map.
import { at, bar, html, part, repeat, show } from "./page.js";
import { map } from "./map.js";

show(() => "Wall screen", (view) => html`${bar(view.clock?.state === "paused" ? "Paused" : "Wall screen")}
  <main class="two wall"><div>${part("messages", "Messages to all", messages(view.messages ?? []))}</div>
  <div>${part("map", "Posts", map(view.posts))}</div></main>`);

const messages = (all) => (all.length ? list(all) : html`<p class="muted">None yet.</p>`);

const list = (all) => html`<ol class="messages">${repeat([...all].reverse(), (one) => one.id, (one) => html`<li class="card">
  <h3>${one.title}</h3><p class="muted">${at(one.t)}, ${one.from}</p><p class="words">${one.text}</p></li>`)}</ol>`;
