// Everything here is an extra: each page works without it.
import "htmx.org/dist/htmx.esm.js";

const stored = {
  get: (store, key) => { try { return store.getItem(key); } catch { return null; } },
  set: (store, key, value) => { try { store.setItem(key, value); } catch { /* storage is off */ } },
  drop: (store, key) => { try { store.removeItem(key); } catch { /* storage is off */ } },
};

document.querySelector("[data-focus]")?.focus();

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// Paper shows how every amount was worked out.
const closed = () => document.querySelectorAll("details.gl-trace:not([open])");
let opened = [];
window.addEventListener("beforeprint", () => { opened = [...closed()]; for (const d of opened) d.open = true; });
window.addEventListener("afterprint", () => { for (const d of opened) d.open = false; });

// What was typed survives a reload or a lost line; it stays in this tab.
for (const form of document.querySelectorAll("form[data-keep]")) {
  const key = "draft." + form.dataset.keep;
  const fields = () => [...form.elements].filter((e) => e.name && e.type !== "hidden" && e.tagName !== "BUTTON");
  const untouched = fields().every((e) => e.tagName === "SELECT" || e.value === "");
  const draft = stored.get(sessionStorage, key);
  if (untouched && draft) {
    try {
      const values = JSON.parse(draft);
      for (const e of fields()) if (e.name in values) e.value = values[e.name];
      form.dispatchEvent(new Event("input", { bubbles: true }));
    } catch { stored.drop(sessionStorage, key); }
  }
  form.addEventListener("input", () => stored.set(sessionStorage, key, JSON.stringify(Object.fromEntries(fields().map((e) => [e.name, e.value])))));
}
if (location.pathname.startsWith("/declare/receipt/")) stored.drop(sessionStorage, "draft.declare");

// A code or an answer that is chosen goes into the fields; the form stays where it is.
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("button[data-hs]");
  if (!button) return;
  event.preventDefault();
  const { line, hs, fill } = button.dataset;
  document.getElementById(`lines.${line}.hs`).value = hs;
  if (fill) document.getElementById(`lines.${line}.description`).value = fill;
  document.getElementById(`advice-${line}`).focus({ preventScroll: true });
  button.form.dispatchEvent(new Event("input", { bubbles: true }));
  button.form.dispatchEvent(new Event("chosen"));
});

// A page that refreshes itself says when it cannot.
const lost = document.querySelector("[data-lost-text]");
if (lost) {
  const tell = (text) => { if (lost.textContent !== text) lost.textContent = text; };
  for (const name of ["htmx:error", "htmx:response:error"]) document.addEventListener(name, () => tell(lost.dataset.lostText));
  document.addEventListener("htmx:after:swap", () => tell(""));
}

// Error links lead to the field, also inside a closed part.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".govuk-error-summary a[href^='#'], #check a[href^='#'], .gl-sofar a[href^='#']");
  const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (field) {
    event.preventDefault();
    field.scrollIntoView({ block: "center" });
    field.focus();
  }
});

// What people pass on is copied with one press.
if (navigator.clipboard) for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    try { await navigator.clipboard.writeText(button.dataset.copy); } catch { return; }
    button.textContent = button.dataset.copied;
  });
}

for (const note of document.querySelectorAll("[data-fresh]")) note.hidden = false;

// The way back from an item leads to the list as it was.
const back = document.querySelector("a[data-queue]");
if (location.pathname === "/officer") stored.set(sessionStorage, "queue", location.search);
else if (back) back.href = "/officer" + (stored.get(sessionStorage, "queue") ?? "");

// Control and Enter carry out the action whose reason is being written.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches(".gl-action textarea")) {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
});

// Shortcuts; they can be switched off, and never fire while somebody types.
const keys = document.querySelector("[data-keys]");
if (keys) {
  const toggle = keys.querySelector("[data-keys-switch]");
  keys.hidden = false;
  toggle.checked = stored.get(localStorage, "keys") !== "off";
  toggle.addEventListener("change", () => stored.set(localStorage, "keys", toggle.checked ? "on" : "off"));
  const move = (by) => {
    const links = [...document.querySelectorAll("a[data-row]")];
    const at = links.indexOf(document.activeElement);
    links[Math.min(Math.max(at + by, 0), links.length - 1)]?.focus();
  };
  const acts = {
    "/": () => document.querySelector("[data-search]"),
    d: () => document.querySelector(".gl-action[open] textarea, .gl-action[open] select, .gl-action[open] input:not([type=hidden])"),
    j: () => move(1),
    k: () => move(-1),
    n: () => document.querySelector("[data-work]")?.click(),
    q: () => back?.click(),
  };
  document.addEventListener("keydown", (event) => {
    if (!toggle.checked || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input:not([type=checkbox]), textarea, select")) return;
    const field = Object.hasOwn(acts, event.key) && acts[event.key]();
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.scrollIntoView({ block: "center" });
  });
}
