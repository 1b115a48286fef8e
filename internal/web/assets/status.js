// Where the run stands, as numbers.
import { percent, short } from "./scale.js";

const set = (id, text) => {
  const e = document.getElementById(id);
  if (e.textContent !== text) e.textContent = text;
};

// duration writes seconds as hours, minutes and seconds.
export function duration(s) {
  if (s === null || s === undefined || !Number.isFinite(s)) return "–";
  s = Math.round(s);
  const h = Math.floor(s / 3600), m = Math.floor((s % 3600) / 60);
  if (h) return `${h} h ${m} min`;
  return m ? `${m} min ${s % 60} s` : `${s} s`;
}

export function status(s) {
  const over = ["finished", "recorded", "interrupted", "failed"].includes(s.phase);
  set("s-phase", s.phase);
  set("s-epoch", `${s.epoch} of ${s.epochs}`);
  set("s-step", s.batches ? `${s.batch} of ${s.batches}` : s.step ? String(s.step) : "–");
  set("s-rate", s.samples_per_s ? s.samples_per_s.toFixed(0) : "–");
  set("s-left", over ? "–" : s.step ? duration(s.seconds_left) : "–");
  set("s-loss", s.epoch ? short(s.loss) : "–");
  set("s-accuracy", s.epoch ? percent(s.accuracy) : "–");
  if (s.set) set("s-set", s.set + " accuracy");
  set("s-test", s.best_epoch ? percent(s.test_accuracy) : "–");
  set("s-best", s.best_epoch ? `${percent(s.best)} (${s.best_epoch})` : "–");
  set("s-lr", s.lr ? short(s.lr) : "–");
  set("s-message", s.message ?? "");
  const done = s.phase === "recorded" || !s.batches ? s.epoch : s.epoch - 1 + s.batch / s.batches;
  document.getElementById("progress").value = s.epochs ? Math.min(1, Math.max(0, done / s.epochs)) : 0;
}
