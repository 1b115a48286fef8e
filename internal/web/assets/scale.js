// Axes: round ticks, numbers as text, and a frame to draw in.
import { color, rem } from "./canvas.js";

// ticks returns about n round values from lo to hi.
export function ticks(lo, hi, n) {
  const raw = (hi - lo) / Math.max(1, n);
  if (!(raw > 0)) return [lo];
  const unit = 10 ** Math.floor(Math.log10(raw));
  const step = unit * [1, 2, 5, 10].find((m) => m * unit >= raw * 0.999);
  const out = [];
  for (let i = Math.ceil(lo / step - 1e-9); i * step <= hi + step * 1e-9; i++) out.push(i * step);
  return out;
}

// short writes a number in few characters.
export function short(v) {
  if (v === null || v === undefined || !Number.isFinite(v)) return "–";
  const a = Math.abs(v);
  if (a === 0) return "0";
  if (a >= 1e6 || a < 1e-3) return v.toExponential(1).replace("e+", "e").replace(".0e", "e");
  if (a >= 1000) return v.toFixed(0);
  return String(+v.toPrecision(3));
}

export const percent = (v, digits = 2) => (v === null || v === undefined || !Number.isFinite(v) ? "–" : (100 * v).toFixed(digits) + " %");

// frame draws axes and returns functions from values to pixels.
export function frame(g, w, h, { x, y, xText = short, yText = short, xName = "", left = 2.6, yLines = true, xInteger = false }) {
  const box = { r: w - rem(0.4), t: rem(0.5), b: h - rem(1.5) };
  const py = (v) => box.b - ((v - y[0]) / (y[1] - y[0] || 1)) * (box.b - box.t);
  const marks = ticks(Math.min(...y), Math.max(...y), Math.max(2, Math.round((box.b - box.t) / rem(2.2)))).map((v) => ({ v, text: yText(v) }));
  box.l = Math.max(rem(left), ...marks.map((m) => g.measureText(m.text).width + rem(0.5)));
  const px = (v) => box.l + ((v - x[0]) / (x[1] - x[0] || 1)) * (box.r - box.l);
  g.lineWidth = 1;
  g.strokeStyle = color("--grid");
  g.fillStyle = color("--faint");
  g.textBaseline = "middle";
  g.textAlign = "right";
  for (const m of marks) {
    if (yLines) line(g, box.l, py(m.v), box.r, py(m.v));
    g.fillText(m.text, box.l - rem(0.35), py(m.v));
  }
  g.textBaseline = "top";
  g.fillText(xName, box.r, box.b + rem(0.3));
  const end = xName ? box.r - g.measureText(xName).width - rem(0.5) : w;
  g.textAlign = "center";
  for (const v of ticks(x[0], x[1], Math.max(2, Math.floor((box.r - box.l) / rem(4.5))))) {
    if (xInteger && Math.abs(v - Math.round(v)) > 1e-9) continue;
    const text = xText(v), half = g.measureText(text).width / 2;
    if (px(v) + half <= end) g.fillText(text, Math.max(px(v), half), box.b + rem(0.3));
  }
  g.strokeStyle = color("--line");
  line(g, box.l, box.b, box.r, box.b);
  return { px, py, box };
}

export function line(g, x0, y0, x1, y1) {
  g.beginPath();
  g.moveTo(x0, Math.round(y0) + 0.5);
  g.lineTo(x1, Math.round(y1) + 0.5);
  g.stroke();
}
