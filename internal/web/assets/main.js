// Reads what is shown and wires the panels.
import { bytes, floats, get, latest, paced, stream } from "./api.js";
import { element } from "./canvas.js";
import { chart } from "./chart.js";
import { className } from "./classes.js";
import { confusion } from "./confusion.js";
import { grid } from "./grid.js";
import { histograms } from "./histogram.js";
import { membrane } from "./membrane.js";
import { movie } from "./movie.js";
import { picker } from "./picker.js";
import { raster } from "./raster.js";
import { percent, short } from "./scale.js";
import { status } from "./status.js";

const $ = (id) => document.getElementById(id);
const show = (...ids) => ids.forEach((id) => { $(id).hidden = false; });
const panels = {}; // topic → what to do when it has changed

const connection = (state, text) => {
  $("connection").dataset.state = state;
  $("connection").textContent = text;
};

// curves sets up the charts of a run.
function curves(o) {
  const loss = chart($("panel-loss"), { title: "Loss a sample" });
  const accuracy = chart($("panel-accuracy"), { title: "Accuracy", text: (v) => percent(v, 1), max: 1 });
  const lr = chart($("panel-lr"), { title: "Learning rate" });
  const density = chart($("panel-density"), { title: "Firing: spikes a neuron and step", text: (v) => percent(v, v && v < 0.001 ? 3 : v < 0.01 ? 2 : 1) });
  let steps = null, epochs = null;
  const draw = () => {
    const s = steps?.step ? steps : { epoch: [], loss: [], accuracy: [], lr: [], density: o.layers.map(() => []) };
    const e = epochs?.epoch ? epochs : { epoch: [], train_loss: [], train_accuracy: [], test_accuracy: [], lr: [], train_density: o.layers.map(() => []) };
    const live = s.epoch.length > 0, xName = "epoch";
    const each = (name, x, y, c, dashed = false) => ({ name, x, y, color: c, dashed });
    loss.set({ xName, series: [live && each("steps", s.epoch, s.loss, "--c4"), each("epochs", e.epoch, e.train_loss, "--c0")].filter(Boolean) });
    accuracy.set({ xName, series: [live && each("steps", s.epoch, s.accuracy, "--c4"), each("training", e.epoch, e.train_accuracy, "--c0", true),
      each(e.set || "test", e.epoch, e.test_accuracy, "--c1")].filter(Boolean) });
    lr.set({ xName, series: [each("learning rate", live ? s.epoch : e.epoch, live ? s.lr : e.lr, "--c0")] });
    density.set({ xName, series: o.layers.map((l, i) => each(l.name, live ? s.epoch : e.epoch, (live ? s.density : e.train_density)[i] ?? [], `--c${i % 8}`)) });
  };
  const fetchSteps = paced(async () => { steps = await get("steps"); draw(); }, 1000);
  const fetchEpochs = paced(async () => { epochs = await get("epochs"); draw(); }, 1000);
  panels.steps = fetchSteps;
  panels.epochs = fetchEpochs;
  panels.status = (s) => {
    if (!s) return;
    status(s);
    // The server of a run ends with it: what is there is fetched at once.
    if (["finished", "interrupted", "failed"].includes(s.phase)) Object.values(panels).forEach((p) => p.now?.());
  };
  draw();
  show("panel-status");
}

// sums draws the output PSC of every class, which the set names.
function sums(t, set) {
  const top = Math.max(...t.sums.map((v) => v ?? 0), 1e-9);
  $("sums").replaceChildren(...t.sums.map((v, i) => {
    const bar = element("b");
    bar.style.height = `${Math.max(0, (100 * (v ?? 0)) / top)}%`;
    const kind = i === t.label ? "label" : i === t.decision && !t.silent ? "wrong" : "";
    return element("div", { class: kind, title: `class ${className(set, i)}: ${short(v)}` }, element("i", {}, bar), String(i));
  }));
}

// samples sets up the sample panel.
function samples(o) {
  show("panel-sample");
  const browse = o.mode === "data";
  let chosen = null, cells = null;
  const [, set = 0, index = 0] = location.hash.match(/^#(\d{1,9})\/(\d{1,9})$/) ?? [];
  const start = { set: Number(set), index: Number(index) };
  const spikes = raster($("raster")), potentials = membrane($("membrane"));
  const film = movie($("movie"), (t) => { spikes.time(t); potentials.time(t); cells?.time(t); });
  const problem = (e) => { $("decision").textContent = e.message; };
  const trace = latest(async (signal) => {
    if (!o.traces || !chosen) return;
    const n = $("neuron"), neuron = n.value === "" || !n.checkValidity() ? "" : `&neuron=${Number(n.value)}`;
    const of = o.sets[chosen.set];
    const t = await get(`trace?set=${chosen.set}&index=${chosen.index}&layer=${$("layer").value}${neuron}`, signal);
    const name = o.layers[t.layer].name;
    $("decision").textContent = (t.silent ? "no output neuron fired" : `decided as ${className(of, t.decision)}${t.tie ? " (a tie)" : ""}, ${t.decision === t.label ? "right" : `label ${className(of, t.label)}`}`) +
      `; ${t.spikes} spikes in ${name}` + (o.mode === "training" ? `; weights of step ${t.step}` : "");
    $("h-raster").textContent = `Spike raster of ${name}` + (t.rows.length < t.neurons ? `: the ${t.rows.length} most active of ${t.neurons} neurons` : `: ${t.neurons} neurons`);
    sums(t, of);
    spikes.set({ rows: t.rows, steps: t.steps, bits: bytes(t.raster) });
    potentials.set({ neurons: t.traced, steps: t.steps, u: floats(t.potential), fired: bytes(t.fired), threshold: t.threshold });
  }, problem);
  const picture = latest(async (signal, set, index) => film.set(await get(`sample?set=${set}&index=${index}`, signal), o.sets[set]), problem);
  const pick = picker($("picker"), o.sets, { pageSize: () => (cells ? cells.size() : 10), decided: o.mode === "run", start, failed: problem }, (set, index, list, at) => {
    chosen = { set, index };
    picture(set, index);
    trace();
    cells?.set(set, list, at);
    location.replace(`#${set}/${index}`);
  });
  if (browse) {
    show("panel-grid");
    cells = grid($("grid"), o.sets, pick.select);
  }
  if (o.traces) {
    show("trace");
    $("layer").append(...o.layers.map((l, i) => element("option", { value: String(i) }, `${l.name} (${l.shape[0] * l.shape[1] > 1 ? l.shape.join("×") : l.neurons})`)));
    $("layer").value = String(o.layers.length - 1);
    $("follow-label").hidden = o.mode !== "training";
    const limits = () => { $("neuron").max = o.layers[$("layer").value].neurons - 1; };
    limits();
    $("layer").onchange = () => { $("neuron").value = ""; limits(); trace(); };
    $("neuron").onchange = () => { if ($("neuron").checkValidity()) trace(); };
    const follow = paced(async () => { await trace(); }, 1000);
    panels.weights = () => { if ($("follow").checked) follow(); };
    panels.weights.now = follow.now;
  }
  document.addEventListener("keydown", (e) => {
    if (e.altKey || e.ctrlKey || e.metaKey || e.target.closest("input, select, summary")) return;
    if (e.key === " " && e.target.closest("button")) return;
    if (e.target.closest(".scroll") && e.key.startsWith("Arrow")) return;
    // On a long page these keys scroll, unless the samples have the focus.
    if (!browse && /^(Page|Home|End)/.test(e.key) && !e.target.closest("#panel-sample")) return;
    const f = { ...pick.keys, ...film.keys, ...(e.target.id === "grid" && cells.keys(pick.move)) }[e.key];
    if (!f) return;
    e.preventDefault();
    f();
  });
  pick.load().catch(problem);
  return pick;
}

function evaluation(o, pick) {
  const table = confusion($("confusion"), o.sets[0], (i, j) => { pick.cell(i, j).catch((e) => { $("decision").textContent = e.message; }); $("panel-sample").scrollIntoView(); });
  panels.evaluation = paced(async () => {
    const e = await get("evaluation");
    if (!e) return;
    const known = Boolean(e.decisions && pick);
    $("confusion-note").textContent = `${e.name ? e.name + " set, " : ""}after epoch ${e.epoch}: ${e.correct} of ${e.samples} right (${percent(e.correct / Math.max(1, e.samples))}), ${e.ties} ${e.ties === 1 ? "tie" : "ties"}, ${e.silent} silent`;
    table(e.confusion, known);
    if (known) pick.decisions(e.set, bytes(e.decisions));
  }, 1000);
  table(Array.from({ length: o.layers.at(-1).neurons }, () => new Array(o.layers.at(-1).neurons).fill(0)), false);
  show("panel-confusion");
}

function firing() {
  const draw = histograms($("firing"));
  panels.firing = paced(async () => {
    const f = await get("firing");
    if (!f) return;
    $("firing-note").textContent = `neurons by their spikes over a sample, share of all on a logarithmic scale; ${f.samples} samples`;
    draw(f.layers);
  }, 1000);
  show("panel-firing");
}

async function start() {
  const o = await get("overview");
  document.body.dataset.mode = o.mode;
  $("title").textContent = o.title;
  document.title = `${o.title} – snnsim`;
  $("simulated").hidden = !o.sets.some((s) => s.simulated);
  const recorded = o.mode === "run" ? await Promise.all([get("epochs"), get("steps")]) : [];
  if (o.mode === "training" || recorded.some((r) => r?.epoch)) curves(o);
  const pick = o.sets.length ? samples(o) : null;
  if (o.layers.length) evaluation(o, pick);
  if (o.traces) firing();
  if (o.config) { $("config").textContent = o.config; show("panel-config"); }
  document.documentElement.dataset.ready = "true";
  const words = { live: { training: "live", run: "connected", data: "connected" }[o.mode], lost: "connection lost: the run may be over" };
  const first = JSON.stringify(o);
  let lost = false;
  stream((topic, s) => panels[topic]?.(s), (state) => {
    // At the same address there may be another run by now.
    if (state === "live" && lost) get("overview").then((now) => { if (JSON.stringify(now) !== first) location.reload(); }).catch(() => {});
    lost = state === "lost";
    connection(state, words[state]);
  });
}

start().catch((e) => connection("lost", e.message));
