// A page of samples side by side, all moving at one time step.
import { get } from "./api.js";
import { element } from "./canvas.js";
import { className } from "./classes.js";
import { decode, paint } from "./picture.js";

export function grid(parent, sets, choose) {
  let shown = "", cells = [], now = null, serial = 0;
  const draw = (c) => { if (c.data) paint(c.canvas, c.data, now === null ? -1 : Math.min(now, c.data.steps - 1)); };
  const across = () => getComputedStyle(parent).gridTemplateColumns.split(" ").length || 1;
  new ResizeObserver(() => cells.forEach(draw)).observe(parent);
  return {
    // keys move by a row while the grid has the focus.
    keys: (move) => ({ ArrowUp: () => move(-across()), ArrowDown: () => move(across()) }),
    size() {
      const columns = across();
      return Math.min(48, columns * Math.max(2, Math.ceil(18 / columns)));
    },
    time(t) { now = t; cells.forEach(draw); },
    async set(set, list, at) {
      const n = this.size(), first = Math.floor(at / n) * n, page = list.slice(first, first + n);
      const name = set + ":" + page.join();
      if (name !== shown) {
        shown = name;
        const mine = ++serial;
        cells = page.map((index, k) => {
          const canvas = element("canvas"), text = element("span", {}, "–");
          const figure = element("figure", { role: "option", "aria-selected": "false", id: `cell-${k}` },
            canvas, element("figcaption", {}, element("span", {}, "#" + index), text));
          figure.onclick = () => choose(first + k);
          return { index, canvas, text, figure, data: null };
        });
        parent.replaceChildren(...cells.map((c) => c.figure));
        cells.forEach(async (c) => {
          try {
            const d = decode(await get(`sample?set=${set}&index=${c.index}`));
            if (mine !== serial) return;
            c.data = d;
            const label = className(sets[set], d.label);
            c.text.textContent = sets[set].names ? label : "label " + label;
            c.figure.setAttribute("aria-label", `sample ${c.index}, label ${label}`);
            draw(c);
          } catch (e) { c.text.textContent = "unreadable"; c.figure.title = e.message; }
        });
      }
      cells.forEach((c, k) => c.figure.setAttribute("aria-selected", String(first + k === at)));
      parent.setAttribute("aria-activedescendant", `cell-${at - first}`);
    },
  };
}
