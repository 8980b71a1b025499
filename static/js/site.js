/* Small helps for people whose browser runs scripts. Every page works without them. */

const announcer = document.querySelector("[data-announcer]");

/** Says `text` to a screen reader, also when the same text was said before. */
function announce(text) {
  if (!announcer) return;
  announcer.textContent = "";
  requestAnimationFrame(() => { announcer.textContent = text; });
}

/* Copy link */

function offerCopying(root) {
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll("[data-copy-button]")) button.hidden = false;
}

async function copy(button) {
  const box = button.closest("[data-copy]");
  const value = box.querySelector("[data-copy-value]");
  const status = box.querySelector("[data-copy-status]");
  try {
    await navigator.clipboard.writeText(value.value);
    status.textContent = status.dataset.copied;
    setTimeout(() => { status.textContent = ""; }, 4000);
  } catch {
    value.select(); // refused: leave the link selected, to be copied by hand
  }
}

/* A question before something is done for good opens over the page */

function turnDialog(event, link) {
  const opens = link.matches("[data-dialog-opens]");
  const dialog = opens ? document.getElementById(link.hash.slice(1)) : link.closest("dialog");
  if (!dialog.showModal || (!opens && !dialog.open)) return; // then the link leads there, or back
  event.preventDefault();
  if (opens) dialog.showModal();
  else dialog.close();
}

/* Answers that did not leave the page go by themselves, unless somebody is at them */

const toasts = document.getElementById("toasts");
const TOAST_STAYS = 8000;
const BY_ONESELF = ["wheel", "touchmove", "pointerdown", "keydown"];

function letGo(toast) {
  let timer;
  const wait = () => { timer = setTimeout(() => toast.remove(), TOAST_STAYS); };
  const stay = () => clearTimeout(timer);
  for (const kind of ["pointerenter", "focusin"]) toast.addEventListener(kind, stay);
  for (const kind of ["pointerleave", "focusout"]) toast.addEventListener(kind, () => { stay(); wait(); });
  wait();
}

function closeToast(toast) {
  toast.remove();
  document.getElementById("main").focus({ preventScroll: true });
}

/** A message at the top of a page that opens further down is shown where one looks, unless one
    moves by oneself before that. */
function bringIntoView(message) {
  const watch = new IntersectionObserver((changes) => {
    if (changes.at(-1).boundingClientRect.bottom > 0) return;
    watch.disconnect();
    const toast = document.querySelector("template[data-toast]").content.firstElementChild.cloneNode(true);
    toast.querySelector(".toast__text").textContent = message.textContent.trim();
    toasts.append(toast);
  });
  watch.observe(message);
  for (const kind of BY_ONESELF) addEventListener(kind, () => watch.disconnect(), { once: true, passive: true });
}

if (toasts) {
  new MutationObserver((changes) => {
    for (const change of changes) {
      for (const added of change.addedNodes) if (added instanceof Element) letGo(added);
    }
  }).observe(toasts, { childList: true });
  if (location.hash) document.querySelectorAll(".messages [role='status']").forEach(bringIntoView);
}

/* Tabs: of sections below each other one is shown, chosen by its title */

function choose(tab, moveFocus) {
  for (const other of tab.parentElement.children) {
    const isChosen = other === tab;
    other.setAttribute("aria-selected", isChosen);
    other.tabIndex = isChosen ? 0 : -1;
    document.getElementById(other.getAttribute("aria-controls")).hidden = !isChosen;
  }
  if (moveFocus) tab.focus();
}

function makeTabs(box) {
  const list = document.createElement("div");
  list.className = "tabs__list";
  list.setAttribute("role", "tablist");
  list.setAttribute("aria-label", box.dataset.tabs);
  for (const section of box.querySelectorAll(":scope > section")) {
    const title = document.getElementById(section.getAttribute("aria-labelledby"));
    const tab = document.createElement("button");
    Object.assign(tab, { type: "button", className: "tabs__tab", textContent: title.textContent, id: title.id });
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", section.id);
    section.setAttribute("role", "tabpanel");
    if (!section.querySelector("a, button, input")) section.tabIndex = 0;
    title.remove();
    list.append(tab);
  }
  list.addEventListener("click", (event) => {
    if (event.target.matches("[role=tab]")) choose(event.target);
  });
  list.addEventListener("keydown", (event) => {
    const tabs = [...list.children];
    const step = getComputedStyle(list).direction === "rtl" ? -1 : 1;
    const here = tabs.indexOf(event.target);
    const to = { ArrowRight: here + step, ArrowLeft: here - step, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    choose(tabs.at(to % tabs.length), true);
  });
  box.prepend(list);
  choose(list.firstElementChild);
}

for (const box of document.querySelectorAll("[data-tabs]")) makeTabs(box);

/* What is being made is shown as soon as it is there */

function showWhenThere(address, wait = 3000) {
  setTimeout(async () => {
    const answer = await fetch(address, { method: "HEAD", cache: "no-store" }).catch(() => null);
    if (answer?.ok) location.reload();
    else showWhenThere(address, wait * 1.5); // less and less often, if it takes long
  }, wait);
}

const awaits = document.querySelector("[data-awaits]");
if (awaits) showWhenThere(awaits.dataset.awaits);

/* Menus close when one turns to something else */

function closeMenus(except) {
  for (const menu of document.querySelectorAll("[data-menu][open]")) {
    if (menu !== except) menu.open = false;
  }
}

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  closeMenus(target?.closest("[data-menu]"));
  const button = target?.closest("[data-copy-button]");
  if (button) copy(button);
  const link = target?.closest("[data-dialog-opens], [data-dialog-closes]");
  if (link) turnDialog(event, link);
  const closing = target?.closest("[data-toast-closes]");
  if (closing) closeToast(closing.closest(".toast"));
});

document.addEventListener("focusin", (event) => closeMenus(event.target.closest?.("[data-menu]")));

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("[data-menu][open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

/* Whether what is being written has been kept */

function saveStatus(box, outcome) {
  const status = box.querySelector("[data-save-status]");
  if (!status) return;
  status.textContent = status.dataset[outcome];
  status.classList.toggle("save-status--failed", outcome === "failed");
}

/* What was written just before one leaves is saved all the same; and what one deletes is not saved
   once more by what was written before that. */

const unsaved = new Map(); // where something was written, and which change was the last
const underway = new Map(); // and which was the last when it was sent
let changes = 0;
let deleted = ""; // the address that was told to delete

const written = (element) => element.closest?.("[data-autosave]");

function saveTheRest() {
  for (const box of unsaved.keys()) {
    const form = box.closest("form");
    if (form.action === deleted) continue;
    const body = new FormData(form);
    for (const name of new Set(body.keys())) {
      if (name !== "csrfmiddlewaretoken" && !box.querySelector(`[name="${CSS.escape(name)}"]`)) body.delete(name);
    }
    const asHtmxDoes = { method: "POST", body, headers: { "HX-Request": "true" } };
    fetch(form.action, { ...asHtmxDoes, keepalive: true }).catch(() => {}); // nobody is there to be told
  }
  unsaved.clear();
}

document.addEventListener("input", (event) => {
  const box = written(event.target);
  if (box) unsaved.set(box, ++changes);
  deleted = "";
});
document.addEventListener("submit", (event) => {
  if (event.submitter?.name === "discard") deleted = event.target.action;
  if (event.defaultPrevented) return; // by htmx, which tells how it ended
  for (const box of unsaved.keys()) if (event.target.contains(box)) unsaved.delete(box); // it goes along
});
document.addEventListener("htmx:beforeRequest", (event) => {
  const box = written(event.target);
  if (!box) return;
  if (box.closest("form").action === deleted) {
    event.preventDefault();
    return;
  }
  underway.set(box, unsaved.get(box));
  saveStatus(box, "saving");
});
document.addEventListener("htmx:afterRequest", (event) => {
  const box = written(event.target);
  if (!box) return;
  if (event.detail.successful && underway.get(box) === unsaved.get(box)) unsaved.delete(box);
  saveStatus(box, event.detail.successful ? "saved" : "failed");
});
addEventListener("pagehide", saveTheRest);
document.addEventListener("visibilitychange", () => { if (document.hidden) saveTheRest(); });

/* After a part of the page was replaced: say what it is, and move focus where it asks for it */

document.addEventListener("htmx:afterSwap", (event) => {
  const part = event.detail.target;
  offerCopying(part);
  const said = part.querySelector("[data-announce]") ?? part.closest("[data-announce]");
  if (said) announce(said.dataset.announce || said.textContent.trim());
  part.querySelector("[data-focus]")?.focus();
});

offerCopying(document);
