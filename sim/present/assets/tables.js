const FEW = 8;
const FACTORS = { s: 1 / 3600, min: 1 / 60, h: 1, d: 24, days: 24 };
const sortable = (text) => {
  const found = text.replace(/,/g, "").replace(/−/g, "-").match(/^\D*?([+-]?\d+(?:\.\d+)?)\s*([a-z%]*)/);
  return found ? Number(found[1]) * (FACTORS[found[2]] ?? 1) : NaN;
};
const compare = (left, right) => {
  const numbers = [sortable(left), sortable(right)];
  if (numbers.every(Number.isNaN)) return left.localeCompare(right);
  if (numbers.some(Number.isNaN)) return Number.isNaN(numbers[0]) ? 1 : -1;
  return numbers[0] - numbers[1];
};
const quoted = (text) => {
  const safe = /^[=@\t\r]|^[+-](?![\d.])/.test(text) ? "'" + text : text;
  return '"' + safe.replace(/"/g, '""') + '"';
};
const control = (name, label, props) => Object.assign(document.createElement(name), { ariaLabel: label, ...props });

for (const box of document.querySelectorAll(".scroll")) {
  const table = box.querySelector("table"), body = table.tBodies[0], caption = box.getAttribute("aria-label");
  const heads = [...table.tHead.rows[0].cells], names = heads.map((head) => head.textContent);
  heads.forEach((head, at) => {
    const button = control("button", null, { type: "button", textContent: names[at] || "Measure" });
    button.addEventListener("click", () => {
      const down = head.ariaSort === "ascending";
      for (const other of heads) other.ariaSort = null;
      head.ariaSort = down ? "descending" : "ascending";
      const text = (row) => row.cells[at]?.textContent ?? "";
      const rows = [...body.rows].sort((left, right) => (down ? -1 : 1) * compare(text(left), text(right)));
      body.append(...rows);
    });
    head.replaceChildren(button);
  });
  const filter = control("input", `Filter: ${caption}`, { type: "search", placeholder: "Filter rows" });
  filter.addEventListener("input", () => {
    const wanted = filter.value.toLowerCase();
    for (const row of body.rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
  });
  const save = control("button", `Download as CSV: ${caption}`, { type: "button", textContent: "CSV" });
  save.addEventListener("click", () => {
    const rows = [...body.rows].filter((row) => !row.hidden).map((row) => [...row.cells].map((cell) => cell.textContent));
    const lines = [names, ...rows].map((cells) => cells.map(quoted).join(",")).join("\r\n");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(["\ufeff", lines, "\r\n"], { type: "text/csv" }));
    link.download = caption.replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 60) + ".csv";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
  const tools = control("div", null, { className: "tools" });
  tools.append(...(body.rows.length > FEW ? [filter] : []), save);
  box.before(tools);
}
