// Membrane potentials of a few neurons, a strip each, with the threshold as a
// dashed line and spikes as ticks.
import { bit } from "./api.js";
import { color, rem, surface } from "./canvas.js";
import { line, short, ticks } from "./scale.js";

export function membrane(parent) {
  let data = null, time = null;
  const { canvas, redraw } = surface(parent, (g, w, h) => {
    if (!data || !data.neurons.length) return;
    const { neurons, steps, u, fired, threshold } = data;
    const l = rem(4.6), r = w - rem(0.4), gap = rem(0.35), bottom = rem(1.4);
    const tall = (h - bottom) / neurons.length;
    const px = (t) => l + ((t + 0.5) / steps) * (r - l);
    if (time !== null) {
      g.fillStyle = color("--grid");
      g.fillRect(px(time - 0.5), 0, Math.max(1, (r - l) / steps), h - bottom);
    }
    neurons.forEach((n, k) => {
      const top = k * tall + gap, base = (k + 1) * tall - gap;
      let lo = 0, hi = threshold;
      for (let t = 0; t < steps; t++) {
        const v = u[k * steps + t];
        if (Number.isFinite(v)) { lo = Math.min(lo, v); hi = Math.max(hi, v); }
      }
      const py = (v) => base - ((v - lo) / (hi - lo || 1)) * (base - top);
      g.strokeStyle = color("--line");
      g.lineWidth = 1;
      line(g, l, base + gap, r, base + gap);
      g.setLineDash([rem(0.25), rem(0.2)]);
      g.strokeStyle = color("--faint");
      line(g, l, py(threshold), r, py(threshold));
      g.setLineDash([]);
      g.strokeStyle = color("--c0");
      g.lineWidth = rem(0.1);
      g.lineJoin = "round";
      g.beginPath();
      for (let t = 0; t < steps; t++) g[t ? "lineTo" : "moveTo"](px(t), py(u[k * steps + t]));
      g.stroke();
      g.fillStyle = color("--c1");
      for (let t = 0; t < steps; t++) {
        if (bit(fired, k * steps + t)) g.fillRect(px(t) - rem(0.06), top - gap * 0.6, rem(0.12), rem(0.45));
      }
      g.fillStyle = color("--faint");
      g.textAlign = "right";
      g.textBaseline = "middle";
      g.fillText(short(hi), l - rem(0.35), top + rem(0.15));
      if (tall > rem(2.6)) g.fillText(short(lo), l - rem(0.35), base - rem(0.15));
      g.fillStyle = color("--ink");
      if (tall > rem(3.4)) g.fillText("neuron " + n, l - rem(0.35), (top + base) / 2);
    });
    g.fillStyle = color("--faint");
    g.textAlign = "center";
    g.textBaseline = "bottom";
    for (const t of ticks(0, steps - 1, Math.floor((r - l) / rem(4.5)))) if (Number.isInteger(t)) g.fillText(t, px(t), h);
  }, { "aria-label": "membrane potentials" });
  return {
    set(next) {
      data = next;
      canvas.setAttribute("aria-label", `membrane potentials of the neurons ${next.neurons.join(", ")}; threshold ${next.threshold}`);
      redraw();
    },
    time(t) { time = t; redraw(); },
  };
}
