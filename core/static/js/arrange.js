// Things are put in order by buttons and by dragging; nothing is kept before the form is sent.
let dragged = null;

function tell(form, item) {
  const all = [...form.querySelectorAll("[data-item]")];
  const text = form.dataset.moved.replace("{place}", all.indexOf(item) + 1).replace("{all}", all.length);
  form.querySelector("[data-says]").textContent = text;
  form.querySelector("[name=item]").dispatchEvent(new Event("input", { bubbles: true }));
}

for (const form of document.querySelectorAll("[data-arrange]")) {
  for (const item of form.querySelectorAll("[data-item]")) {
    const grip = item.querySelector(".grip");
    grip.addEventListener("pointerdown", () => { item.draggable = true; });
    item.addEventListener("dragstart", () => { dragged = item; });
    item.addEventListener("dragend", () => {
      item.draggable = false;
      tell(form, item);
      dragged = null;
    });
  }
  form.addEventListener("dragover", (event) => {
    const over = event.target.closest("[data-item]");
    if (!dragged || !over || over === dragged || over.parentNode !== dragged.parentNode) return;
    event.preventDefault();
    const isAfter = dragged.compareDocumentPosition(over) & Node.DOCUMENT_POSITION_FOLLOWING;
    over[isAfter ? "after" : "before"](dragged);
  });
  form.addEventListener("drop", (event) => event.preventDefault());
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[name=move]");
    if (!button) return;
    event.preventDefault();
    const item = button.closest("[data-item]");
    const isUp = button.value.endsWith("-1");
    const other = isUp ? item.previousElementSibling : item.nextElementSibling;
    other?.[isUp ? "before" : "after"](item);
    button.focus();
    tell(form, item);
  });
}
