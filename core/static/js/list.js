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
