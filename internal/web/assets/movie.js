// The chosen sample as a moving picture with play, pause, step and speed.
import { element, still } from "./canvas.js";
import { numbered } from "./classes.js";
import { decode, paint } from "./picture.js";

export function movie(parent, onTime) {
  const film = element("canvas", { class: "film", role: "img", "aria-label": "sample" });
  const play = element("button", { type: "button" }, "play");
  const back = element("button", { type: "button", "aria-label": "one time step back" }, "‹");
  const ahead = element("button", { type: "button", "aria-label": "one time step on" }, "›");
  const time = element("input", { type: "range", min: "0", max: "0", value: "0" });
  const speed = element("select", {}, ...[["1", "1 step/s"], ["5", "5 steps/s"], ["10", "10 steps/s"], ["20", "20 steps/s"], ["60", "60 steps/s"]]
    .map(([v, t]) => element("option", { value: v, selected: v === "10" }, t)));
  const timeName = element("span", {}, "time step");
  const controls = element("div", { class: "transport", role: "group", "aria-label": "moving picture" }, back, play, ahead,
    element("label", { class: "time" }, timeName, time), element("label", {}, "speed", speed));
  const note = element("p", { class: "readout" }, "–");
  const key = element("p", { class: "readout" }, element("span", { class: "keys on" }), "ON ", element("span", { class: "keys off" }), "OFF");
  parent.append(film, controls, note, key);
  let d = null, t = 0, playing = !still(), due = 0;
  const show = () => {
    if (!d) return;
    paint(film, d, t);
    time.value = t;
    timeName.textContent = `time step ${t} / ${d.steps - 1}`;
    onTime(d.steps > 1 ? t : null);
  };
  const label = () => {
    play.textContent = playing ? "pause" : "play";
  };
  const to = (v) => { if (d) { t = (v + d.steps) % d.steps; show(); } };
  const toggle = () => { playing = !playing; label(); if (playing) run(); };
  const pause = () => { if (playing) toggle(); };
  let running = false;
  const run = () => {
    if (running) return;
    running = true;
    const tick = (now) => {
      if (!playing || !d || d.steps < 2) { running = false; return; }
      if (now >= due) { due = now + 1000 / speed.value; to(t + 1); }
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  };
  play.onclick = toggle;
  back.onclick = () => { pause(); to(t - 1); };
  ahead.onclick = () => { pause(); to(t + 1); };
  time.oninput = () => { pause(); to(+time.value); };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
  new ResizeObserver(show).observe(film);
  label();
  return {
    set(sample, of) {
      d = decode(sample);
      film.style.aspectRatio = `${d.w} / ${d.h}`;
      t = Math.min(t, d.steps - 1);
      const moves = d.steps > 1;
      controls.hidden = key.hidden = !moves;
      time.max = d.steps - 1;
      note.textContent = `sample ${d.index}, label ${numbered(of, d.label)}` + (d.events ? `, ${d.count} events in ${d.steps} steps` : `, image ${d.h}×${d.w}`) + (d.block > 1 ? `, drawn ${d.block}×${d.block} pixels in one` : "");
      film.setAttribute("aria-label", note.textContent);
      show();
      if (playing && moves) run();
    },
    keys: { " ": toggle, ",": () => back.onclick(), ".": () => ahead.onclick() },
  };
}
