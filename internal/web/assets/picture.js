// Frames of a sample as pictures: ON and OFF events in two colours, one colour
// where there are other channels, images as they are.
import { bit, bytes } from "./api.js";
import { color } from "./canvas.js";

const rgb = (name) => {
  const c = color(name);
  return [1, 3, 5].map((i) => parseInt(c.slice(i, i + 2), 16));
};

// decode prepares a sample for drawing.
export function decode(s) {
  const [h, w, c] = s.shape;
  const d = { h, w, c, steps: s.steps, events: s.kind === "events", label: s.label, index: s.index, count: s.events };
  if (d.events) {
    const bits = bytes(s.bits), n = h * w * c;
    d.frames = Array.from({ length: s.steps }, (_, t) => {
      const hit = [];
      for (let i = 0; i < n; i++) if (bit(bits, t * n + i)) hit.push(i);
      return hit;
    });
  } else {
    d.pixels = bytes(s.pixels);
  }
  return d;
}

// paint draws time step t, with a fading trail of the steps before it; t < 0
// draws the sum over all steps.
export function paint(canvas, d, t, trail = 3) {
  if (canvas.width !== d.w || canvas.height !== d.h) { canvas.width = d.w; canvas.height = d.h; }
  const g = canvas.getContext("2d");
  const out = g.createImageData(d.w, d.h);
  if (!d.events) {
    const at = Math.max(0, t) * d.h * d.w * d.c;
    for (let i = 0; i < d.h * d.w; i++) {
      for (let k = 0; k < 3; k++) out.data[4 * i + k] = d.pixels[at + i * d.c + (d.c === 3 ? k : 0)];
      out.data[4 * i + 3] = 255;
    }
    g.putImageData(out, 0, 0);
    return;
  }
  const level = new Float32Array(d.h * d.w * d.c);
  if (t < 0) {
    d.frames.forEach((f) => f.forEach((i) => level[i]++));
    const top = level.reduce((a, b) => Math.max(a, b), 1);
    level.forEach((v, i) => { level[i] = Math.sqrt(v / top); });
  } else {
    for (let k = Math.min(trail, t); k >= 0; k--) for (const i of d.frames[t - k]) level[i] = Math.max(level[i], 0.5 ** k);
  }
  const back = rgb("--void"), on = rgb("--on"), off = rgb("--off");
  for (let i = 0; i < d.h * d.w; i++) {
    // Channel 0 is OFF, channel 1 ON.
    const a = level[i * d.c], b = d.c > 1 ? level[i * d.c + 1] : 0;
    const part = Math.min(1, Math.max(a, b)), share = a + b > 0 ? b / (a + b) : 0;
    for (let k = 0; k < 3; k++) out.data[4 * i + k] = back[k] + part * (off[k] + share * (on[k] - off[k]) - back[k]);
    out.data[4 * i + 3] = 255;
  }
  g.putImageData(out, 0, 0);
}
