// Canvases that are sharp at any pixel ratio and drawn anew when their size or
// the colour scheme changes.

const redraws = new Set();
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => redraws.forEach((f) => f()));

// color returns the value of a CSS variable.
export const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// rem returns the size of n rem in pixels.
export const rem = (n) => n * parseFloat(getComputedStyle(document.documentElement).fontSize);

// still says that motion is not wanted.
export const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

// element makes an element with attributes and children.
export function element(name, attributes = {}, ...children) {
  const e = document.createElement(name);
  for (const [k, v] of Object.entries(attributes)) {
    if (v === undefined || v === false) continue;
    if (k in e && typeof v !== "string") e[k] = v; else e.setAttribute(k, v);
  }
  e.append(...children);
  return e;
}

// surface adds a canvas to parent; draw(context, width, height) gets CSS
// pixels. The returned redraw draws on the next frame.
export function surface(parent, draw, attributes = {}) {
  const canvas = element("canvas", { class: "plot", role: "img", ...attributes });
  parent.append(canvas);
  const g = canvas.getContext("2d");
  let asked = false;
  const paint = () => {
    asked = false;
    const w = canvas.clientWidth, h = canvas.clientHeight;
    if (!w || !h) return;
    const ratio = devicePixelRatio || 1;
    if (canvas.width !== Math.round(w * ratio) || canvas.height !== Math.round(h * ratio)) {
      canvas.width = Math.round(w * ratio);
      canvas.height = Math.round(h * ratio);
    }
    g.setTransform(ratio, 0, 0, ratio, 0, 0);
    g.clearRect(0, 0, w, h);
    g.font = `${rem(0.75)}px system-ui, sans-serif`;
    draw(g, w, h);
  };
  const redraw = () => {
    if (!asked) { asked = true; requestAnimationFrame(paint); }
  };
  new ResizeObserver(redraw).observe(canvas);
  redraws.add(redraw);
  return { canvas, redraw, remove() { redraws.delete(redraw); canvas.remove(); } };
}
