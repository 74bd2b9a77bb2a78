"use strict";
const NARROW = 700, NOTES = 600, PAPER_WIDTH = 680, PAPER_HEIGHT = 760, LOW = 450, PAPER_LOW = 330, PHONE = 500;
const drawings = [...document.querySelectorAll(".plot")].map((plot) => ({
  plot, ...JSON.parse(document.getElementById(plot.dataset.figure).textContent),
}));
const wrapped = (text, most) => text.split(" ").reduce((lines, word) => {
  const last = lines[lines.length - 1];
  if (lines.length && (last + " " + word).length <= most) lines[lines.length - 1] = last + " " + word;
  else lines.push(word);
  return lines;
}, []);
const spelt = (text) => Math.max(...text.split("<br>").map((line) => line.replace(/<[^>]*>/g, "").length));
const stacked = (trace) => trace.mode === "text" && Array.isArray(trace.text)
  ? { ...trace, text: trace.text.map((text) => text.replace("</b>   ", "</b><br>   ")) } : trace;
const sparse = (axis, room) => axis?.ticktext && axis.ticktext.join("").length * 11 > room
  ? { tickvals: axis.tickvals.filter((_, at) => at % 2 === 0), ticktext: axis.ticktext.filter((_, at) => at % 2 === 0) } : {};
const wide = (axis, data, room) => {
  const [low, high] = axis?.range ?? [];
  if (low === undefined) return {};
  const place = (x) => axis.type === "log" ? Math.log10(x) : x;
  const ends = data.filter((trace) => trace.mode === "text" && trace.textposition === "middle right").flatMap((trace) =>
    trace.text.map((text, at) => low + (place(trace.x[at]) - low) / (1 - Math.min(0.7, 7.5 * spelt(text) / room))));
  return { range: [low, Math.max(high, ...ends.filter(Number.isFinite))] };
};
const beside = (note) => note.xref === "paper" && note.x > 1;
const fitted = (layout, width, data) => {
  const title = wrapped(layout.title.text, Math.floor(width / 9.2));
  const titled = { ...layout, title: { ...layout.title, text: title.join("<br>") } };
  const top = (layout.margin?.t ?? 84) + 22 * (title.length - 1);
  const notes = layout.annotations ?? [];
  if (width > (notes.some(beside) ? NOTES : NARROW)) return { ...titled, margin: { ...layout.margin, t: top } };
  const plain = notes.filter((note) => !beside(note));
  const legend = { ...layout.legend, orientation: "h", x: 0, xref: "container", y: 0, yref: "container", yanchor: "bottom" };
  const { xaxis, yaxis } = layout;
  const lines = yaxis?.ticktext?.map((text) => wrapped(text, Math.max(18, Math.floor(width / 22))));
  const up = { ...yaxis, ...(lines && { ticktext: lines.map((line) => line.join("<br>")) }) };
  const rows = lines ? 120 + lines.length * (6 + 16 * Math.max(...lines.map((line) => line.length))) : 0;
  const room = 0.62 * width;
  const said = wrapped(xaxis?.title?.text ?? "", Math.floor(room / 6.8));
  const across = {
    ...xaxis,
    ...(xaxis?.title && { title: { ...xaxis.title, text: said.join("<br>") } }),
    ...(xaxis?.dtick > 3600000 && { dtick: 3 * xaxis.dtick, tickangle: 0 }),
    ...sparse(xaxis, room),
    ...wide(xaxis, data, room),
  };
  const margin = { ...layout.margin, t: 50 + 22 * (title.length - 1), r: 20, b: (layout.margin?.b ?? 50) + 16 * (said.length - 1) };
  const named = data.filter((trace) => trace.name && trace.showlegend !== false).length;
  const height = yaxis?.scaleanchor ? 1.1 * width + 24 * named : Math.max(layout.height, rows) + 16 * (said.length - 1);
  return { ...titled, annotations: plain, legend, margin, xaxis: across, yaxis: up, height: height + (layout.showlegend ? 60 : 0) };
};
const paper = ({ yaxis2, height }) => !yaxis2 && height <= LOW ? PAPER_LOW : PAPER_HEIGHT;
const roomOf = (plot) => plot.clientWidth || document.body.clientWidth;
const draw = (width) => {
  for (const { plot, data: whole, layout, config } of drawings) {
    const room = width ?? roomOf(plot);
    const data = room > PHONE ? whole : whole.map(stacked);
    const shown = fitted(layout, room, data);
    const height = width ? Math.min(shown.height, paper(layout)) : shown.height;
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
window.addEventListener("beforeprint", () => draw(PAPER_WIDTH));
window.addEventListener("afterprint", () => draw());
