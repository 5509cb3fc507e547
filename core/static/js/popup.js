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

for (const button of document.querySelectorAll("[data-opens]")) {
  button.hidden = false;
  button.addEventListener("click", () => document.getElementById(button.dataset.opens).showModal());
}
