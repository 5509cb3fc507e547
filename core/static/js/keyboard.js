// Keys for people who handle many records; a reader can switch those of one key off.
const SETTING = "keyboard:letters";
const PATIENCE = 1500;
const help = document.getElementById("keyboard-help");
const letters = document.querySelector("[data-letters]");
let isGoing = false;

if (letters) {
  letters.checked = localStorage.getItem(SETTING) !== "off";
  letters.addEventListener("change", () => {
    if (letters.checked) localStorage.removeItem(SETTING);
    else localStorage.setItem(SETTING, "off");
  });
}

function move(step) {
  const rows = [...document.querySelectorAll("#rows tr")];
  const at = rows.findIndex((row) => row.hasAttribute("data-current"));
  const next = rows[Math.min(Math.max(at + step, 0), rows.length - 1)];
  rows[at]?.removeAttribute("data-current");
  next?.setAttribute("data-current", "");
  // The link of a row comes before the box that chooses it.
  (next?.querySelector("a") ?? next?.querySelector("input, button"))?.focus();
}

function go(key) {
  const link = document.querySelector(`a[data-shortcut="${CSS.escape(key)}"]`);
  if (link) location.assign(link.href);
  return Boolean(link);
}

const press = (selector) => document.querySelector(selector)?.click();
const find = () => press("[data-opens=finder]");

const KEYS = {
  "/": () => {
    const search = document.querySelector("main [data-search]");
    if (!search) find();
    search?.focus();
    search?.select();
  },
  "?": () => help?.showModal(),
  g: () => {
    isGoing = true;
    setTimeout(() => { isGoing = false; }, PATIENCE);
  },
  j: () => move(1),
  k: () => move(-1),
  s: () => press("[data-star] button"),
};

document.addEventListener("keydown", (event) => {
  const act = event.key === "F1" ? () => press("[data-opens=guide-panel]") : (event.ctrlKey || event.metaKey) && event.key === "k" ? find : null;
  if (!act || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  act();
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest("input:not([type=checkbox]), select, textarea, dialog") || !letters?.checked) return;
  const act = isGoing ? () => go(event.key) : KEYS[event.key];
  isGoing = false;
  if (!act) return;
  event.preventDefault();
  act();
});
