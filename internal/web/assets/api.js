// Requests to the server, its event stream, and unpacking of what it sends.

// get fetches a value; null means that there is none yet.
export async function get(path, signal) {
  for (let attempt = 0; ; attempt++) {
    const r = await fetch("/api/" + path, { signal, cache: "no-store" });
    if (r.status === 503 && attempt < 5) {
      await new Promise((done) => setTimeout(done, 1000));
      if (signal?.aborted) throw new DOMException("aborted", "AbortError");
      continue;
    }
    if (!r.ok) throw new Error((await r.text()).trim());
    return r.json();
  }
}

// labels fetches the label of every sample of a set.
export async function labels(set) {
  const r = await fetch(`/api/labels?set=${set}`, { cache: "no-store" });
  if (!r.ok) throw new Error((await r.text()).trim());
  const v = new DataView(await r.arrayBuffer());
  return Uint16Array.from({ length: v.byteLength / 2 }, (_, i) => v.getUint16(2 * i, true));
}

// bytes decodes base64.
export function bytes(text) {
  return Uint8Array.from(atob(text ?? ""), (c) => c.charCodeAt(0));
}

// bit reads bit i, the first in the lowest bit of the first byte.
export const bit = (b, i) => (b[i >> 3] >> (i & 7)) & 1;

// floats decodes float32, little-endian.
export function floats(text) {
  const v = new DataView(bytes(text).buffer);
  return Float32Array.from({ length: v.byteLength / 4 }, (_, i) => v.getFloat32(4 * i, true));
}

// stream calls on(topic, status) whenever a topic has changed, and
// state("live" | "lost") when the connection comes or goes. It tries again for
// ever: a browser by itself gives up when the server is too busy once.
export function stream(on, state) {
  const s = new EventSource("/api/stream");
  s.onopen = () => state("live");
  s.onerror = () => {
    state("lost");
    if (s.readyState === EventSource.CLOSED) setTimeout(() => stream(on, state), 3000);
  };
  s.onmessage = (e) => {
    const note = JSON.parse(e.data);
    for (const topic of Object.keys(note.versions)) on(topic, topic === "status" ? note.status : undefined);
  };
}

// latest returns a function that runs work(signal), the last call winning: an
// earlier one that still runs is aborted. What fails goes to report.
export function latest(work, report) {
  let control = null;
  return async (...args) => {
    control?.abort();
    const mine = (control = new AbortController());
    try {
      await work(mine.signal, ...args);
    } catch (e) {
      if (e.name !== "AbortError") report?.(e);
    }
  };
}

// paced returns a function that runs work at most every ms, and once more
// after the last call. While the page is hidden it waits; now() does not.
export function paced(work, ms) {
  let timer = 0, again = false, busy = false;
  const go = async () => {
    timer = 0;
    if (document.hidden) { again = true; return; }
    busy = true; again = false;
    try { await work(); } catch { /* the stream tells that the server is gone */ }
    busy = false;
    timer = setTimeout(() => { timer = 0; if (again) go(); }, ms);
  };
  document.addEventListener("visibilitychange", () => { if (!document.hidden && again && !busy && !timer) go(); });
  const call = () => {
    again = true;
    if (!timer && !busy) go();
  };
  call.now = () => work().catch(() => {});
  return call;
}
