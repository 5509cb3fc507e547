// A second click must not send a form twice, and a long form must not be lost by accident.
const WAIT = 8000; // an answer that is a file leaves the page as it is, so the button comes back
const changed = new Set();

document.querySelector("[data-focus]")?.focus();

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.querySelector("[data-guard]")) changed.add(form);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  changed.delete(form);
  const button = form.querySelector("[data-once]");
  if (button) {
    form.dataset.sent = "yes";
    setTimeout(() => { button.disabled = true; }); // later, or its name would not be sent
    setTimeout(() => release(form), WAIT);
  }
});

function release(form) {
  delete form.dataset.sent;
  form.querySelector("[data-once]").disabled = false;
}

addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));

addEventListener("beforeunload", (event) => {
  if ([...changed].some((form) => form.isConnected)) event.preventDefault();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.target.form?.requestSubmit();
});
