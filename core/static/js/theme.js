// Runs before the first paint: the server cannot know which colours the reader's system wants.
const root = document.documentElement;
const dark = matchMedia("(prefers-color-scheme: dark)");

function follow() {
  if (root.dataset.theme === "auto") root.dataset.bsTheme = dark.matches ? "dark" : "light";
}

root.classList.add("js");
follow();
dark.addEventListener("change", follow);

// Paper is white.
let shown = "";
addEventListener("beforeprint", () => { shown = root.dataset.bsTheme; root.dataset.bsTheme = "light"; });
addEventListener("afterprint", () => { root.dataset.bsTheme = shown; });

// Colours change at once; the answer of the server is only the next page's memory of it.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-theme-form]") || event.submitter?.name !== "theme") return;
  event.preventDefault();
  const colours = event.submitter.value;
  root.dataset.theme = root.dataset.bsTheme = colours;
  fetch(form.action, { method: "POST", body: new FormData(form, event.submitter), redirect: "manual" });
  form.querySelector(`[name=theme]:not([value=${colours}])`)?.focus();
});
