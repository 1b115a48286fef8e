// Histograms of spikes per neuron, one a layer, counts on a logarithmic scale.
import { color, element, rem, surface } from "./canvas.js";
import { frame, short } from "./scale.js";

export function histograms(parent) {
  const cells = [];
  const cell = (i) => {
    const box = element("div"), head = element("h3"), note = element("p", { class: "readout" });
    parent.append(box);
    box.append(head);
    const c = { data: null, head, note };
    const s = surface(box, (g, w, h) => c.data && draw(g, w, h, c.data, `--c${i % 8}`), { "aria-label": "histogram of spikes per neuron" });
    box.append(note);
    return Object.assign(c, s);
  };
  return (layers) => {
    layers.forEach((l, i) => {
      const c = (cells[i] ??= cell(i));
      c.data = l;
      const all = l.bins.reduce((a, b) => a + b, 0) || 1;
      c.head.textContent = l.name;
      c.note.textContent = `${l.neurons} neurons, ${short(l.mean)} spikes a neuron, ${(100 * l.bins[0] / all).toFixed(1)} % silent`;
      c.canvas.setAttribute("aria-label", `${l.name}: ${c.note.textContent}`);
      c.redraw();
    });
  };
}

function draw(g, w, h, l, hue) {
  const all = l.bins.reduce((a, b) => a + b, 0) || 1;
  const most = Math.log10(all), least = Math.max(-6, Math.floor(-most));
  // The first bin is of silent neurons, bin i of those with (i-1)·width+1 to i·width spikes.
  const edge = (i) => (i ? (i - 1) * l.width + 0.5 : -0.5);
  const { px, py, box } = frame(g, w, h, {
    x: [edge(0), edge(l.bins.length)], y: [least, 0], xInteger: true, xName: "spikes",
    yText: (v) => (v === Math.round(v) ? short(100 * 10 ** v) + " %" : ""),
  });
  g.fillStyle = color(hue);
  l.bins.forEach((n, i) => {
    if (!n) return;
    const x0 = px(edge(i)), x1 = px(edge(i + 1));
    const y = py(Math.log10(n / all));
    g.fillRect(x0 + 0.5, Math.min(y, box.b - rem(0.1)), Math.max(1, x1 - x0 - 1), Math.max(rem(0.1), box.b - y));
  });
}
