// The confusion matrix as a table; choose(label, decision) is called for a cell
// where the samples behind it are known. set names the classes.
import { element } from "./canvas.js";
import { className, numbered } from "./classes.js";

export function confusion(parent, set, choose) {
  return (m, known) => {
    const head = element("tr", {}, element("th", { scope: "col" }, "label"),
      ...m.map((_, i) => element("th", { scope: "col", title: className(set, i) }, String(i))), element("th", { scope: "col" }, "recall"));
    const rows = m.map((row, i) => {
      const sum = row.reduce((a, b) => a + b, 0);
      const cells = row.map((n, j) => {
        const share = sum ? n / sum : 0;
        const td = element("td", { class: (share > 0.5 ? "strong " : "") + (i === j ? "right" : "") });
        td.style.setProperty("--share", n ? Math.max(0.12, share).toFixed(3) : "0.03");
        if (known && n) {
          const b = element("button", { type: "button", "aria-label": `${n} samples of label ${className(set, i)} decided as ${className(set, j)}: show them` }, String(n));
          b.onclick = () => choose(i, j);
          td.append(b);
        } else {
          td.textContent = n || "";
        }
        return td;
      });
      return element("tr", {}, element("th", { scope: "row" }, numbered(set, i)), ...cells,
        element("td", { class: "sum" }, sum ? (100 * row[i] / sum).toFixed(1) + " %" : "–"));
    });
    parent.replaceChildren(element("table", { class: "confusion" },
      element("caption", {}, "rows: label; columns: decision" + (known ? "; a cell shows its samples" : "")),
      element("thead", {}, head), element("tbody", {}, ...rows)));
  };
}
