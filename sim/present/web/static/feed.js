// The line to the server: the view as it comes, acts until they are answered, drafts that outlive both.

export const seen = { view: {}, link: "opening", said: "", faults: [] };
const here = location.pathname.match(/^\/[^/]+\/[^/]+\//)[0];
const RETRY_MS = 1000;
const SILENCE_MS = 8000;
let draw = () => {};
let heard = 0;

/** Draw the page again. */
export const redraw = () => draw();

/** Keep the view up to date and call `render` after each change; `look` is the seat whose page is looked at. */
export function connect(render, look = "") {
  let waiting = false;
  draw = () => {
    if (waiting) return;
    waiting = true;
    setTimeout(() => { waiting = false; render(seen.view); }, 30);
  };
  open(look);
  draw();
}

function open(look) {
  const query = look ? `?look=${encodeURIComponent(look)}` : "";
  const socket = new WebSocket(`${location.protocol.replace("http", "ws")}//${location.host}${here}feed${query}`);
  heard = Date.now();
  const watch = setInterval(() => { if (Date.now() - heard > SILENCE_MS) lose(); }, RETRY_MS);
  const lose = async () => {
    clearInterval(watch);
    removeEventListener("offline", lose);
    socket.onmessage = socket.onclose = null;
    socket.close();
    seen.link = "lost";
    draw();
    if (await isOut()) {
      seen.link = "out";
      draw();
    } else {
      setTimeout(() => open(look), RETRY_MS * (1 + Math.random()));
    }
  };
  socket.onclose = lose;
  addEventListener("offline", lose);
  socket.onmessage = (event) => {
    heard = Date.now();
    const fresh = seen.link !== "open";
    seen.link = "open";
    const parts = JSON.parse(event.data);
    Object.assign(seen.view, parts);
    if (fresh) deliver();
    if (fresh || Object.keys(parts).length) draw();
  };
}

/** Whether the server is there and no longer knows this page's code. */
async function isOut() {
  try {
    return (await fetch(`${here}here`, { signal: AbortSignal.timeout(SILENCE_MS) })).status === 401;
  } catch {
    return false;
  }
}

// ---- what a browser keeps: by play and seat, so that no other play finds it

const key = (name) => `${seen.view.drawer}${here}${name}`;

/** What was typed and not yet sent. */
export const draft = {
  get: (name) => localStorage.getItem(key(`draft/${name}`)) ?? "",
  set: (name, text) => { localStorage.setItem(key(`draft/${name}`), text); },
  drop: (name) => { localStorage.removeItem(key(`draft/${name}`)); },
};

const outbox = () => JSON.parse(localStorage.getItem(key("outbox")) ?? "[]");
const keep = (waiting) => localStorage.setItem(key("outbox"), JSON.stringify(waiting));

/** How many acts wait for an answer. */
export const unanswered = () => (seen.view.drawer ? outbox().length : 0);

// ---- acts

const doing = { now: false };

/** Ask the server to do something; it is asked again until it answers. Drafts named are dropped when it is done. */
export function act(what, ...drafts) {
  const number = [...crypto.getRandomValues(new Uint8Array(12))].map((one) => one.toString(16).padStart(2, "0")).join("");
  keep([...outbox(), { number, act: what, drafts }]);
  draw();
  deliver();
}

async function deliver() {
  if (doing.now) return;
  doing.now = true;
  for (let first = outbox()[0]; first; first = outbox()[0]) {
    const answer = await post("act", { number: first.number, act: first.act });
    if (answer === null) break;
    keep(outbox().slice(1));
    seen.said = answer.said ?? "";
    seen.faults = answer.faults ?? [];
    if (answer.said !== undefined) first.drafts.forEach(draft.drop);
    draw();
  }
  doing.now = false;
  if (outbox().length && seen.link !== "out") setTimeout(deliver, RETRY_MS);
}

/** The answer of the server, or null if it is to be asked again. */
async function post(where, body) {
  try {
    const answer = await fetch(here + where, {
      method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body), signal: AbortSignal.timeout(SILENCE_MS),
    });
    return answer.status === 429 || answer.status >= 500 || answer.status === 401 ? null : await answer.json();
  } catch {
    return null;
  }
}

/** When an act would take effect, in words. */
export async function preview(what) {
  const answer = await post("preview", what);
  return answer ? (answer.said ?? answer.faults.join(" ")) : "";
}
