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

function saveStatus(element, outcome) {
  const status = element.closest?.("[data-autosave]")?.querySelector("[data-save-status]");
  if (!status) return;
  status.textContent = status.dataset[outcome];
  status.classList.toggle("save-status--failed", outcome === "failed");
}

document.addEventListener("htmx:beforeRequest", (event) => saveStatus(event.target, "saving"));
document.addEventListener("htmx:afterRequest", (event) => {
  saveStatus(event.target, event.detail.successful ? "saved" : "failed");
});

/* After a part of the page was replaced: say what it is, and move focus where it asks for it */

document.addEventListener("htmx:afterSwap", (event) => {
  const part = event.detail.target;
  offerCopying(part);
  const said = part.querySelector("[data-announce]") ?? part.closest("[data-announce]");
  if (said) announce(said.dataset.announce || said.textContent.trim());
  part.querySelector("[data-focus]")?.focus();
});

offerCopying(document);
