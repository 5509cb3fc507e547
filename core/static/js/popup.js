// Small windows made of <details> close when the reader turns to something else.
const open = () => document.querySelectorAll("details[data-popup][open]");

document.addEventListener("click", (event) => {
  for (const popup of open()) if (!popup.contains(event.target)) popup.open = false;
});

document.addEventListener("focusin", (event) => {
  for (const popup of open()) if (!popup.contains(event.target)) popup.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const popup of open()) {
    popup.open = false;
    popup.querySelector("summary").focus();
  }
});

for (const opener of document.querySelectorAll("[data-opens]")) {
  opener.hidden = false;
  opener.addEventListener("click", (event) => {
    const dialog = document.getElementById(opener.dataset.opens);
    if (!dialog) return; // the page is what the dialog would show
    event.preventDefault();
    dialog.showModal();
  });
}

// Arrows walk through the links of a search as through the options of a field.
for (const area of document.querySelectorAll("[data-walk]")) {
  area.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.isComposing) return;
    const stops = [area.querySelector("[type=search]"), ...area.querySelectorAll("#found a")];
    const next = stops[stops.indexOf(document.activeElement) + step];
    event.preventDefault();
    next?.focus();
  });
}

// What a page says at its start is read aloud only if it arrives later.
const spoken = document.querySelector("[data-spoken]");
const said = [...document.querySelectorAll(".flashes [role=status]")].map((one) => one.textContent.trim());
if (spoken && said.length) setTimeout(() => { spoken.textContent = said.join(" "); }, 300);
