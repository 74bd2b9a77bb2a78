// The way in: a code from the address or typed by hand is exchanged for a seat.
import { html, render } from "./lit/lit-html.js";

let faults = [];

async function enter(code) {
  try {
    const answer = await fetch("/enter", {
      method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ code }),
    });
    const said = await answer.json();
    if (said.page) location.replace(said.page);
    faults = said.faults ?? [];
  } catch {
    faults = ["The server does not answer. Is this device in the trainer's network?"];
  }
  draw();
}

function draw() {
  const go = (submitted) => { submitted.preventDefault(); enter(new FormData(submitted.target).get("code")); };
  render(html`<main class="narrow"><h1>Come in</h1>
    <p>Your card has a code for your seat.</p>
    <form @submit=${go}><div class="field"><label for="code">Code</label>
      <input id="code" name="code" autocomplete="off" autocapitalize="characters" spellcheck="false" required></div>
      <button class="main">Take the seat</button></form>
    <p class="fault" role="alert">${faults.join(" ")}</p></main>`, document.body);
}

const given = location.hash.slice(1);
history.replaceState(null, "", location.pathname);
draw();
if (given) enter(given);
window.addEventListener("hashchange", () => { if (location.hash.length > 1) location.reload(); });
