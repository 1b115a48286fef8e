// A spike raster: time to the right, a row a neuron, a line for the time step
// that the moving picture shows.
import { bit } from "./api.js";
import { color, rem, surface } from "./canvas.js";
import { frame } from "./scale.js";

export function raster(parent) {
  let data = null, time = null;
  const { canvas, redraw } = surface(parent, (g, w, h) => {
    if (!data) return;
    const { rows, steps, bits } = data;
    const { px, py, box } = frame(g, w, h, {
      x: [-0.5, steps - 0.5], y: [rows.length - 0.5, -0.5], xInteger: true, xName: "time step", left: 4.6,
      yText: (v) => (Number.isInteger(v) && rows[v] !== undefined ? String(rows[v]) : ""), yLines: false,
    });
    const dx = Math.max(1, (box.r - box.l) / steps - 1), dy = Math.max(1.2, (box.b - box.t) / rows.length - (rows.length < 60 ? 1 : 0));
    if (time !== null) {
      g.fillStyle = color("--grid");
      g.fillRect(px(time) - dx / 2, box.t, dx, box.b - box.t);
    }
    g.fillStyle = color("--ink");
    for (let r = 0; r < rows.length; r++) {
      for (let t = 0; t < steps; t++) {
        if (bit(bits, r * steps + t)) g.fillRect(px(t) - Math.min(dx, rem(0.5)) / 2, py(r) - dy / 2, Math.min(dx, rem(0.5)), dy);
      }
    }
  }, { "aria-label": "spike raster" });
  return {
    set(next) {
      data = next;
      canvas.setAttribute("aria-label", `spike raster of ${next.rows.length} neurons over ${next.steps} time steps`);
      redraw();
    },
    time(t) { time = t; redraw(); },
  };
}
