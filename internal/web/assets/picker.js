// Which sample is shown: data set, filter, number, paging.
import { labels } from "./api.js";
import { element } from "./canvas.js";
import { numbered } from "./classes.js";

// picker calls on(set, index, list) for every choice; list holds the numbers of
// all samples that pass the filter. What fails goes to failed.
export function picker(parent, sets, { pageSize, decided: willDecide, start, failed }, on) {
  const choice = (text, ...options) => {
    const s = element("select", {}, ...options.map(([v, t]) => element("option", { value: String(v) }, t)));
    parent.append(element("label", {}, text, s));
    return s;
  };
  const set = choice("set", ...sets.map((s, i) => [i, `${s.name} ${s.split}${s.simulated ? " (simulated)" : ""}`]));
  const label = choice("label", ["", "all"]);
  const result = choice("decision", ["", "all"], ["wrong", "wrong"], ["right", "right"]);
  result.parentElement.hidden = !willDecide;
  result.disabled = true;
  const number = element("input", { type: "number", min: "0", step: "1", value: "0", inputmode: "numeric" });
  parent.append(element("label", {}, "sample", number));
  const buttons = element("span", { class: "buttons" });
  parent.append(buttons);
  const button = (text, name, f) => {
    const b = element("button", { type: "button", "aria-label": name, title: name }, text);
    b.onclick = f;
    buttons.append(b);
  };
  const where = element("p", { class: "readout", "aria-live": "polite" });
  let all = new Uint16Array(), list = [], at = 0, known = null, decided = null, loads = 0;

  const tell = () => {
    where.textContent = list.length ? `${at + 1} of ${list.length}` : "no sample passes the filter";
    if (!list.length) return;
    number.value = list[at];
    on(+set.value, list[at], list, at);
  };
  const filter = (keep) => {
    const decisions = known && known.set === +set.value ? known.decisions : null;
    result.disabled = !decisions;
    list = [];
    for (let i = 0; i < all.length; i++) {
      if (label.value !== "" && all[i] !== +label.value) continue;
      if (decisions && result.value && (decisions[i] === all[i]) !== (result.value === "right")) continue;
      if (decisions && decided !== null && decisions[i] !== decided) continue;
      list.push(i);
    }
    at = Math.max(0, list.indexOf(keep));
    tell();
  };
  // load takes the chosen set, and then the filters that choose sets, unless
  // another set was chosen meanwhile.
  const load = async (first = -1, choose = () => {}) => {
    const mine = ++loads, s = sets[set.value];
    decided = null; all = new Uint16Array(); list = [];
    label.replaceChildren(element("option", { value: "" }, "all"), ...Array.from({ length: s.classes }, (_, i) => element("option", { value: String(i) }, numbered(s, i))));
    number.max = s.samples - 1;
    const got = await labels(set.value);
    if (mine !== loads) return;
    all = got;
    choose();
    filter(first);
  };
  const move = (by) => {
    if (!list.length) return;
    at = Math.min(Math.max(at + by, 0), list.length - 1);
    tell();
  };
  set.onchange = () => load().catch(failed);
  label.onchange = result.onchange = () => { decided = null; filter(-1); };
  number.onchange = () => {
    const v = +number.value;
    if (!Number.isInteger(v) || v < 0 || v >= all.length) { number.value = list[at] ?? 0; return; }
    if (!list.includes(v)) { label.value = result.value = ""; decided = null; }
    filter(v);
  };
  button("«", "page back", () => move(-pageSize()));
  button("‹", "sample before", () => move(-1));
  button("›", "next sample", () => move(1));
  button("»", "page on", () => move(pageSize()));
  parent.append(where);
  return {
    load() {
      set.value = sets[start.set] ? start.set : 0;
      return load(start.index);
    },
    move,
    select: (k) => { at = k; tell(); },
    decisions(of, d) { known = { set: of, decisions: d }; filter(list[at]); },
    cell(i, j) {
      set.value = known.set;
      return load(-1, () => { label.value = i; result.value = ""; decided = j; });
    },
    keys: {
      ArrowLeft: () => move(-1), ArrowRight: () => move(1), PageUp: () => move(-pageSize()), PageDown: () => move(pageSize()),
      Home: () => move(-Infinity), End: () => move(Infinity),
    },
  };
}
