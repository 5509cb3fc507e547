// The star means the rows that are shown now, also after a list has changed without a new page.
const form = document.querySelector("[data-star]");

function here() {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of [...query]) if (value === "" || name === "page") query.delete(name);
  return query.size ? `${location.pathname}?${query}` : location.pathname;
}

function follow() {
  const url = here();
  const known = [...document.querySelectorAll("[data-favourite]")];
  const isOn = known.some((link) => link.getAttribute("href") === url);
  const button = form.querySelector("[name=starred]");
  form.elements.url.value = url;
  form.elements.next.value = location.pathname + location.search;
  button.value = isOn ? "0" : "1";
  button.setAttribute("aria-pressed", String(isOn));
}

if (form) {
  for (const name of ["htmx:after:swap", "htmx:after:settle", "popstate"]) {
    addEventListener(name, () => setTimeout(follow)); // the address changes after the rows
  }
  form.addEventListener("submit", follow);
}
