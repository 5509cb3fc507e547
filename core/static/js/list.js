// Lists: short addresses, an error as a whole page, and how many rows there are now.

// Fields that were left empty would only make the address long.
document.addEventListener("formdata", (event) => {
  if (!event.target.matches("[data-terse]")) return;
  for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
});

// A refused filter answers with a page of its own, which has no rows to put into this one.
document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = event.detail;
  if (ctx.response.status < 400 || !ctx.select) return;
  event.preventDefault();
  location.assign(ctx.request.action);
});

document.addEventListener("htmx:after:swap", () => {
  const says = document.querySelector("[data-announce]");
  const total = document.querySelector("#results [data-total], #results .empty-title");
  if (says && total) says.textContent = total.textContent;
});

// The form below the table says how many rows are chosen; a box in the head chooses a whole page.
const boxes = () => [...document.querySelectorAll("#rows [name=key]")];

function showChosen() {
  const form = document.querySelector("[data-bulk]");
  const all = document.querySelector("[data-choose-all]");
  if (!form || !all) return;
  const chosen = boxes().filter((box) => box.checked).length;
  const says = form.querySelector("[data-chosen]");
  if (chosen) says.textContent = says.dataset.chosen.replace("{number}", chosen);
  all.hidden = false;
  all.checked = chosen > 0 && chosen === boxes().length;
  all.indeterminate = chosen > 0 && !all.checked;
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-choose-all]")) for (const box of boxes()) box.checked = event.target.checked;
  if (event.target.matches("[data-choose-all], #rows [name=key]")) showChosen();
});

document.addEventListener("htmx:after:swap", showChosen);
showChosen();
