"use strict";
const NARROW = 700, NOTES = 600, PAPER_WIDTH = 680, PAPER_HEIGHT = 860;
const drawings = [...document.querySelectorAll(".plot")].map((plot) => ({
  plot, ...JSON.parse(document.getElementById(plot.dataset.figure).textContent),
}));
const wrapped = (text, most) => text.split(" ").reduce((lines, word) => {
  const last = lines[lines.length - 1];
  if (lines.length && (last + " " + word).length <= most) lines[lines.length - 1] = last + " " + word;
  else lines.push(word);
  return lines;
}, []);
const beside = (note) => note.xref === "paper" && note.x > 1;
const fitted = (layout, width, data) => {
  const title = wrapped(layout.title.text, Math.floor(width / 9.2));
  const titled = { ...layout, title: { ...layout.title, text: title.join("<br>") } };
  const top = (layout.margin?.t ?? 84) + 22 * (title.length - 1);
  const notes = layout.annotations ?? [];
  if (width > (notes.some(beside) ? NOTES : NARROW)) return { ...titled, margin: { ...layout.margin, t: top } };
  const plain = notes.filter((note) => !beside(note));
  const legend = { ...layout.legend, orientation: "h", x: 0, xref: "container", y: 0, yref: "container", yanchor: "bottom" };
  const margin = { ...layout.margin, t: 50 + 22 * (title.length - 1), r: 20 };
  const { xaxis, yaxis } = layout;
  const names = yaxis?.ticktext?.map((text) => wrapped(text, 18).join("<br>"));
  const up = { ...yaxis, ...(names && { ticktext: names }) };
  const across = { ...xaxis, ...(xaxis?.dtick > 3600000 && { dtick: 6 * xaxis.dtick, tickangle: 0 }) };
  const named = data.filter((trace) => trace.name && trace.showlegend !== false).length;
  const height = yaxis?.scaleanchor ? 1.1 * width + 24 * named : layout.height;
  return { ...titled, annotations: plain, legend, margin, xaxis: across, yaxis: up, height: height + (layout.showlegend ? 60 : 0) };
};
const roomOf = (plot) => plot.clientWidth || document.body.clientWidth;
const draw = (width) => {
  for (const { plot, data, layout, config } of drawings) {
    const room = width ?? roomOf(plot);
    const shown = fitted(layout, room, data);
    const height = width ? Math.min(shown.height, PAPER_HEIGHT) : shown.height;
    const fit = width ? { width, autosize: false } : { autosize: true };
    plot.style.minHeight = 0;
    plot.style.height = `${height}px`;
    plot.dataset.narrow = room <= NARROW;
    Plotly.react(plot, data, { ...shown, ...fit, height }, config);
  }
};
draw();
for (const caption of document.querySelectorAll("figcaption")) {
  const said = document.createElement("small");
  said.textContent = document.body.dataset.provenance;
  caption.append(said);
}
window.addEventListener("resize", () => {
  if (drawings.some(({ plot }) => String(roomOf(plot) <= NARROW) !== plot.dataset.narrow)) draw();
});
let folded = [];
window.addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("details:not([open], .screen)")];
  for (const part of folded) part.open = true;
  draw(PAPER_WIDTH);
});
window.addEventListener("afterprint", () => {
  for (const part of folded) part.open = false;
  draw();
});
