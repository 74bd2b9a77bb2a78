"use strict";
for (const plot of document.querySelectorAll(".plot")) {
  const { data, layout, config } = JSON.parse(document.getElementById(plot.dataset.figure).textContent);
  Plotly.newPlot(plot, data, layout, config);
}
const resize = (width) => {
  for (const plot of document.querySelectorAll(".plot")) Plotly.relayout(plot, { width, autosize: !width });
};
let folded = [];
window.addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("details:not([open], .screen)")];
  for (const part of folded) part.open = true;
  resize(680);
});
window.addEventListener("afterprint", () => {
  for (const part of folded) part.open = false;
  resize(null);
});
