/* A refusal that comes with its explanation (401: signed out, 422: not accepted) is shown where
   the answer would have been; htmx by itself shows nothing. */
document.addEventListener("htmx:beforeSwap", (event) => {
  if ([401, 422].includes(event.detail.xhr.status)) event.detail.shouldSwap = true;
});

/* Where one reads: shown in the contents, and remembered for the next time, on any device. */

const KEEP_EVERY = 60_000; // while reading; and once more when the page is left
const MOVED = 200; // less than this is no reading on
const body = document.querySelector("[data-reading]");
const paragraphs = body ? [...body.children] : [];
const headings = paragraphs.filter((child) => child.matches("h2[id]"));
const lengths = paragraphs.map((child) => child.textContent.length);
const whole = lengths.reduce((sum, length) => sum + length, 0) || 1;
const left = document.querySelector("[data-minutes-left]");
let kept = Number(body?.dataset.place ?? 0);
let begun = 0;

function openingOf(child) {
  if (child.matches("section, figure")) return "";
  return child.textContent.trim().replace(/\s+/g, " ").slice(0, 80).trim();
}

/** How many of `elements` lie above a line that far down the window. */
function above(elements, share) {
  const line = innerHeight * share;
  return elements.filter((element) => element.getBoundingClientRect().top <= line).length;
}

function reading() {
  return scrollY < innerHeight / 2 ? 0 : Math.max(above(paragraphs, 0.2) - 1, 0);
}

function showPlace() {
  const heading = headings[above(headings, 0.35) - 1];
  for (const link of document.querySelectorAll("[data-contents] a")) {
    if (heading && link.hash === `#${heading.id}`) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  if (!left) return;
  const read = above(paragraphs, 0.8);
  const rest = lengths.slice(read).reduce((sum, length) => sum + length, 0) / whole;
  left.hidden = rest === 0;
  left.textContent = left.dataset.minutesLeft.replace("#", Math.ceil(body.dataset.minutes * rest));
}

function keepPlace() {
  const place = reading();
  if (!body.dataset.placeUrl || place === kept || Math.abs(scrollY - begun) < MOVED) return;
  const form = new FormData();
  form.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
  form.set("paragraph", place);
  form.set("opening", openingOf(paragraphs[place]));
  if (navigator.sendBeacon(body.dataset.placeUrl, form)) kept = place;
}

/** The paragraph that was stopped at: by how it begins, if the lesson was edited meanwhile. */
function stoppedAt() {
  const { place, opening } = body.dataset;
  const there = paragraphs[Math.min(Number(place), paragraphs.length - 1)];
  if (!opening || openingOf(there) === opening) return there;
  return paragraphs.find((child) => openingOf(child) === opening) ?? there;
}

function goWhereOneStopped() {
  const [visit] = performance.getEntriesByType("navigation");
  if (!body.dataset.place || location.hash || (visit && visit.type !== "navigate")) return;
  const notice = document.querySelector("template[data-stopped]").content.firstElementChild.cloneNode(true);
  stoppedAt().before(notice);
  notice.scrollIntoView({ behavior: "instant", block: "start" });
  notice.focus({ preventScroll: true });
}

if (body) {
  goWhereOneStopped();
  begun = scrollY;
  showPlace();
  let waits = false;
  addEventListener("scroll", () => {
    if (waits) return;
    waits = true;
    requestAnimationFrame(() => { waits = false; showPlace(); });
  }, { passive: true });
  setInterval(keepPlace, KEEP_EVERY);
  addEventListener("pagehide", keepPlace);
  document.addEventListener("visibilitychange", () => { if (document.hidden) keepPlace(); });
}

/* [ and ] lead to the lesson before and to what comes next; they can be switched off. */

const SHORTCUTS = "cairn.lesson-keys";
const WAYS = { "[": "prev", "]": "next" };
const shortcuts = document.querySelector("[data-shortcuts]");
const box = document.querySelector("[data-shortcuts-switch]");

function shortcutsAreOn() {
  try { return localStorage.getItem(SHORTCUTS) !== "off"; } catch { return true; }
}

if (shortcuts) {
  shortcuts.hidden = !matchMedia("(any-pointer: fine)").matches; // a phone has no such keys
  box.checked = shortcutsAreOn();
  box.addEventListener("change", () => {
    try { localStorage.setItem(SHORTCUTS, box.checked ? "on" : "off"); } catch { /* for this page only */ }
  });
}

document.addEventListener("keydown", (event) => {
  const way = WAYS[event.key];
  // With AltGr, on keyboards that have brackets there, Ctrl and Alt count as pressed.
  const isCommand = (event.ctrlKey || event.altKey || event.metaKey) && !event.getModifierState("AltGraph");
  if (!way || isCommand || event.repeat || !box?.checked) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable], iframe")) return;
  const link = document.querySelector(`link[rel="${way}"]`);
  if (link) location.assign(link.href);
});

/* On paper: everything open, and what was written just now. */

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

addEventListener("beforeprint", () => {
  for (const copy of document.querySelectorAll("[data-printed]")) {
    copy.textContent = document.getElementById(copy.dataset.printed).value;
  }
  for (const details of document.querySelectorAll(".lesson__article details:not([open])")) {
    details.open = true;
    addEventListener("afterprint", () => { details.open = false; }, { once: true });
  }
});
