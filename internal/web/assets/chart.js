// Line charts with a cursor that follows the mouse or the arrow keys.
import { color, element, rem, surface } from "./canvas.js";
import { frame, short } from "./scale.js";

// chart fills a section. set({series, x, xName}) draws; a series is
// {name, x, y, color, dashed}.
export function chart(section, { title, text = short, zero = true, max }) {
  const id = "h-" + section.id;
  section.setAttribute("aria-labelledby", id);
  section.append(element("h2", { id }, title));
  let data = { series: [], xName: "" }, cursor = null;
  const range = () => {
    let x0 = Infinity, x1 = -Infinity, y0 = zero ? 0 : Infinity, y1 = -Infinity;
    for (const s of data.series) {
      s.x.forEach((x, i) => {
        const y = s.y[i];
        if (y === null || y === undefined) return;
        x0 = Math.min(x0, x); x1 = Math.max(x1, x);
        y0 = Math.min(y0, y); y1 = Math.max(y1, y);
      });
    }
    if (!(x1 >= x0)) return null;
    if (max !== undefined) y1 = Math.max(y1, 0) > max / 2 ? max : y1;
    if (y1 <= y0) y1 = y0 + (Math.abs(y0) || 1);
    if (x1 === x0) { x0 -= 0.5; x1 += 0.5; }
    return { x: [x0, x1], y: [y0, y1] };
  };
  let place = null;
  const { canvas, redraw } = surface(section, (g, w, h) => {
    const r = range();
    place = null;
    if (!r) {
      g.fillStyle = color("--faint");
      g.textAlign = "center";
      g.fillText("nothing yet", w / 2, h / 2);
      return;
    }
    const { px, py, box } = (place = frame(g, w, h, { ...r, yText: text, xName: data.xName, xInteger: data.xName !== "" }));
    for (const s of data.series) {
      g.strokeStyle = g.fillStyle = color(s.color);
      g.lineWidth = rem(0.11);
      g.lineJoin = "round";
      g.setLineDash(s.dashed ? [rem(0.35), rem(0.22)] : []);
      g.beginPath();
      let pen = false, points = 0;
      s.x.forEach((x, i) => {
        if (s.y[i] === null || s.y[i] === undefined) { pen = false; return; }
        if (pen) g.lineTo(px(x), py(s.y[i])); else g.moveTo(px(x), py(s.y[i]));
        pen = true;
        points++;
      });
      g.stroke();
      g.setLineDash([]);
      if (points < 30) {
        s.x.forEach((x, i) => {
          if (s.y[i] === null || s.y[i] === undefined) return;
          g.beginPath();
          g.arc(px(x), py(s.y[i]), rem(0.14), 0, 7);
          g.fill();
        });
      }
    }
    if (cursor !== null) {
      g.strokeStyle = color("--faint");
      g.lineWidth = 1;
      g.beginPath();
      g.moveTo(px(cursor), box.t);
      g.lineTo(px(cursor), box.b);
      g.stroke();
    }
  }, { tabindex: "0", "aria-label": title + ", chart; arrow keys move the cursor" });
  const legend = element("ul", { class: "legend" });
  const readout = element("p", { class: "readout", "aria-live": "polite" });
  section.append(legend, readout);

  const all = () => [...new Set(data.series.flatMap((s) => Array.from(s.x)))].sort((a, b) => a - b);
  const show = () => {
    if (cursor === null) {
      readout.textContent = "";
    } else {
      const parts = data.series.map((s) => {
        let at = -1;
        s.x.forEach((x, i) => {
          if (s.y[i] !== null && s.y[i] !== undefined && (at < 0 || Math.abs(x - cursor) < Math.abs(s.x[at] - cursor))) at = i;
        });
        return at < 0 ? "" : `${s.name} ${text(s.y[at])}`;
      });
      readout.textContent = `${data.xName} ${short(cursor)}: ` + parts.filter(Boolean).join(", ");
    }
    redraw();
  };
  const nearest = (v) => all().reduce((a, b) => (a === null || Math.abs(b - v) < Math.abs(a - v) ? b : a), null);
  canvas.addEventListener("pointermove", (e) => {
    const r = range();
    if (!place || !r) return;
    const { box } = place;
    cursor = nearest(r.x[0] + ((e.offsetX - box.l) / (box.r - box.l)) * (r.x[1] - r.x[0]));
    show();
  });
  const leave = () => { cursor = null; show(); };
  canvas.addEventListener("pointerleave", leave);
  canvas.addEventListener("blur", leave);
  canvas.addEventListener("keydown", (e) => {
    const xs = all(), at = cursor === null ? xs.length : xs.indexOf(cursor);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: xs.length - 1 }[e.key];
    if (to === undefined || !xs.length) return;
    cursor = xs[Math.min(Math.max(to, 0), xs.length - 1)];
    e.preventDefault();
    e.stopPropagation();
    show();
  });
  section.hidden = false;
  return {
    set(next) {
      data = next;
      const names = next.series.map((s) => s.name + s.color + s.dashed).join();
      if (legend.dataset.names !== names) {
        legend.dataset.names = names;
        legend.replaceChildren(...next.series.map((s) => {
          const swatch = element("i", { class: s.dashed ? "dashed" : "" });
          swatch.style.color = `var(${s.color})`;
          return element("li", {}, swatch, s.name);
        }));
      }
      show();
    },
  };
}
