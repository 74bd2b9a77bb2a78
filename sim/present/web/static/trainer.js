// Several plays of one exercise: where each stands, and one clock for all.
import { act, html, onTheWatch, seen, show, standing, table } from "./page.js";

const set = (running) => () => act({ clock: { running } });

show(() => "All plays", (view) => html`<header class="bar"><div><h1>All plays</h1></div>
  <p class="buttons"><button class="main" @click=${set(true)}>Start all</button><button @click=${set(false)}>Pause all</button></p>
  <p class="last" role="status">${seen.link === "open" ? view.last : "connection lost, trying again"}</p></header>
  <main>${table("Plays", [
    ["Play", (one) => html`<a href=${`/${new URL(one.link).hash}`} target="_blank">${one.name}</a>`],
    ["State", (one) => one.trouble || standing(one.clock)], ["Clock", (one) => one.clock.label],
    ["Move", (one) => one.clock.move?.name ?? ""], ["Left", (one) => onTheWatch(one.clock.left), true],
    ["Pages open", (one) => one.people, true], ["Last action", (one) => one.last?.text ?? ""],
  ], view.plays, (one) => one.key)}</main>`);
