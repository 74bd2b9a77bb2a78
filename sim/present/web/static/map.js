// The map: shapes of the countries and the posts of a view, framed on the posts.
import { html, nothing, svg } from "./lit/lit-html.js";
import { redraw } from "./feed.js";

const WIDTH = 640;
const ROOM = 1;
const MANY = 30;
let shapes = null;
let drawn = { posts: null, as: nothing };

async function load() {
  shapes = {};
  shapes = (await (await fetch("/static/shapes.json")).json()).shapes;
  drawn.posts = null;
  redraw();
}

/** The posts on the map; what is drawn once is kept until the posts change. */
export function map(posts) {
  if (!posts?.length) return nothing;
  if (!shapes) load();
  if (drawn.posts !== posts) drawn = { posts, as: draw(posts) };
  return drawn.as;
}

function draw(posts) {
  const placed = posts.filter((post) => Number.isFinite(post.lon) && Number.isFinite(post.lat));
  if (!placed.length) return nothing;
  const ends = (name) => middle(placed.map((post) => post[name]).sort((a, b) => a - b));
  const [west, east] = ends("lon");
  const [south, north] = ends("lat");
  const squeeze = Math.cos(((south + north) / 2) * (Math.PI / 180));
  const scale = WIDTH / ((east - west) * squeeze + 2 * ROOM);
  const height = Math.max(240, (north - south + 2 * ROOM) * scale);
  const x = (lon) => ((lon - west) * squeeze + ROOM) * scale;
  const y = (lat) => height - (lat - south + ROOM) * scale;
  const ring = (points) => `M${points.map(([lon, lat]) => `${x(lon).toFixed(1)} ${y(lat).toFixed(1)}`).join("L")}Z`;
  const land = Object.values(shapes).map((rings) => svg`<path d=${rings.map(ring).join("")}></path>`);
  return html`<figure class="map"><svg viewBox="0 0 ${WIDTH} ${height.toFixed(0)}" role="img"
    aria-label="Map of ${placed.length} posts; the table of posts says the same in words">
    <g class="land">${land}</g>${placed.map((post) => mark(post, x(post.lon), y(post.lat)))}</svg>
    <figcaption>Posts by officers; orange: more than half an hour of waiting; crossed out: closed.</figcaption></figure>`;
}

/** Both ends of numbers in order; of many, those of the middle two thirds, where posts crowd. */
function middle(numbers) {
  const cut = numbers.length > MANY ? Math.floor(numbers.length / 6) : 0;
  return [numbers[cut], numbers[numbers.length - 1 - cut]];
}

function mark(post, x, y) {
  const radius = 3 + Math.min(9, Math.sqrt(post.officers ?? 0) / 2);
  const cross = `M${x - radius} ${y - radius}L${x + radius} ${y + radius}M${x - radius} ${y + radius}L${x + radius} ${y - radius}`;
  return svg`<g class=${post.wait_min > 30 ? "post slow" : "post"}><title>${post.name}</title>
    <circle cx=${x} cy=${y} r=${radius}></circle>${post.closed ? svg`<path class="closed" d=${cross}></path>` : nothing}</g>`;
}
