// The replay of a debrief: at a chosen moment, the movements that had begun, and the last things that each seat had heard.
// Where a server stands behind the page, it is loaded again until all is worked out, unless somebody reads what is unfolded.
"use strict";
(() => {
  const again = Number(document.body.dataset.refresh ?? 0);
  if (again) setInterval(() => { if (!document.querySelector("details[open]") && slider.value === slider.defaultValue) location.reload(); }, 1000 * again);

  const SVG = "http://www.w3.org/2000/svg";
  const WIDTH = 760;
  const ROOM = 1.5;
  const LAST = 6;
  const truth = JSON.parse(document.getElementById("truth-data").textContent);
  const replay = document.querySelector(".replay");
  const slider = document.getElementById("time");
  const start = Date.parse(truth.start + "Z");

  const places = Object.entries(truth.places);
  if (!places.length) return;
  const ends = (at) => [Math.min(...places.map(([, one]) => one[at])), Math.max(...places.map(([, one]) => one[at]))];
  const [west, east] = ends(0);
  const [south, north] = ends(1);
  const squeeze = Math.cos(((south + north) / 2) * (Math.PI / 180));
  const scale = WIDTH / ((east - west) * squeeze + 2 * ROOM);
  const height = Math.round((north - south + 2 * ROOM) * scale);
  const x = (place) => ((place[0] - west) * squeeze + ROOM) * scale;
  const y = (place) => height - (place[1] - south + ROOM) * scale;

  function drawn(name, marks, text) {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(marks)) element.setAttribute(key, value);
    if (text !== undefined) element.textContent = text;
    return element;
  }

  function say(t) {
    const moment = new Date(start + t * 1000);
    const day = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][moment.getUTCDay()];
    const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    const date = truth.dated ? ` ${moment.getUTCDate()} ${months[moment.getUTCMonth()]}` : "";
    return `${day}${date} ${String(moment.getUTCHours()).padStart(2, "0")}:${String(moment.getUTCMinutes()).padStart(2, "0")}`;
  }

  function map(t) {
    const begun = truth.movements.filter((one) => one.t <= t && truth.places[one.from] && truth.places[one.to]);
    const picture = drawn("svg", {
      viewBox: `0 0 ${WIDTH} ${height}`,
      role: "img",
      "aria-label": `${begun.length} movements had begun by ${say(t)}; the table below names each`,
    });
    for (const ring of truth.land) {
      picture.append(drawn("path", { d: `M${ring.map((place) => `${x(place).toFixed(1)} ${y(place).toFixed(1)}`).join("L")}Z`, class: "land" }));
    }
    for (const one of begun) {
      const [from, to] = [truth.places[one.from], truth.places[one.to]];
      const line = drawn("line", { x1: x(from), y1: y(from), x2: x(to), y2: y(to), class: one.end.replace(" ", "-") });
      line.append(drawn("title", {}, `${one.label}: ${one.area}, ${one.from} to ${one.to}, ${one.end}`));
      picture.append(line);
    }
    for (const [code, place] of places) {
      picture.append(drawn("circle", { cx: x(place), cy: y(place), r: 4 }), drawn("text", { x: x(place) + 6, y: y(place) + 4 }, code));
    }
    document.getElementById("map").replaceChildren(picture);
  }

  function knew(t) {
    const boxes = Object.entries(truth.heard).map(([seat, heard]) => {
      const box = document.createElement("section");
      const head = document.createElement("h3");
      head.textContent = seat;
      const list = document.createElement("ul");
      const told = heard.filter((one) => one.t <= t);
      for (const one of told.slice(-LAST).reverse()) {
        const item = document.createElement("li");
        item.textContent = `${say(one.t)} ${one.text}`;
        list.append(item);
      }
      const count = document.createElement("p");
      count.textContent = told.length > LAST ? `${told.length - LAST} earlier.` : told.length ? "" : "Nothing yet.";
      box.append(head, list, count);
      return box;
    });
    document.getElementById("knew").replaceChildren(...boxes);
  }

  function show() {
    const t = Number(slider.value);
    document.getElementById("moment").textContent = say(t);
    slider.setAttribute("aria-valuetext", say(t));
    map(t);
    knew(t);
  }

  slider.addEventListener("input", show);
  replay.hidden = false;
  show();
})();
