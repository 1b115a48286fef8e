// Frames of a sample as pictures: ON and OFF events in two colours, one colour
// where there are other channels, images as they are.
import { bytes } from "./api.js";
import { color } from "./canvas.js";

const rgb = (name) => {
  const c = color(name);
  return [1, 3, 5].map((i) => parseInt(c.slice(i, i + 2), 16));
};

// decode prepares a sample for drawing.
export function decode(s) {
  const [h, w, c] = s.shape;
  const d = { h, w, c, block: s.block, steps: s.steps, events: s.kind === "events", label: s.label, index: s.index, count: s.events };
  if (d.events) {
    const n = h * w * c;
    d.frames = Array.from({ length: s.steps }, () => []);
    bytes(s.bits).forEach((byte, at) => {
      for (let k = 0; byte; k++, byte >>= 1) if (byte & 1) d.frames[Math.floor((8 * at + k) / n)].push((8 * at + k) % n);
    });
  } else {
    d.pixels = bytes(s.pixels);
  }
  return d;
}

// paint draws time step t, with a fading trail of the steps before it; t < 0
// draws the sum over all steps.
export function paint(canvas, d, t, trail = 3) {
  // Where a pixel of the screen stands for several it shows all of their spikes: none is lost between them.
  const per = (n, side) => n / (side * devicePixelRatio || n);
  const f = d.events ? Math.max(1, Math.ceil(per(d.w, canvas.clientWidth)), Math.ceil(per(d.h, canvas.clientHeight))) : 1;
  const w = Math.ceil(d.w / f), h = Math.ceil(d.h / f);
  if (canvas.width !== w || canvas.height !== h) { canvas.width = w; canvas.height = h; }
  const g = canvas.getContext("2d");
  const out = g.createImageData(w, h);
  if (!d.events) {
    const at = Math.max(0, t) * d.h * d.w * d.c;
    for (let i = 0; i < d.h * d.w; i++) {
      for (let k = 0; k < 3; k++) out.data[4 * i + k] = d.pixels[at + i * d.c + (d.c === 3 ? k : 0)];
      out.data[4 * i + 3] = 255;
    }
    g.putImageData(out, 0, 0);
    return;
  }
  const level = new Float32Array(h * w * d.c);
  const place = f === 1 ? (i) => i : (i) => {
    const p = Math.floor(i / d.c), x = p % d.w;
    return (Math.floor((p - x) / d.w / f) * w + Math.floor(x / f)) * d.c + i % d.c;
  };
  if (t < 0) {
    d.frames.forEach((hits) => hits.forEach((i) => level[place(i)]++));
    const top = level.reduce((a, b) => Math.max(a, b), 1);
    level.forEach((v, i) => { level[i] = Math.sqrt(v / top); });
  } else {
    for (let k = Math.min(trail, t); k >= 0; k--) for (const i of d.frames[t - k]) { const j = place(i); level[j] = Math.max(level[j], 0.5 ** k); }
  }
  const back = rgb("--void"), on = rgb("--on"), off = rgb("--off");
  for (let i = 0; i < h * w; i++) {
    // Channel 0 is OFF, channel 1 ON.
    const a = level[i * d.c], b = d.c > 1 ? level[i * d.c + 1] : 0;
    const part = Math.min(1, Math.max(a, b)), share = a + b > 0 ? b / (a + b) : 0;
    for (let k = 0; k < 3; k++) out.data[4 * i + k] = back[k] + part * (off[k] + share * (on[k] - off[k]) - back[k]);
    out.data[4 * i + 3] = 255;
  }
  g.putImageData(out, 0, 0);
}
