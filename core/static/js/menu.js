// Groups of the menu stay as their reader left them; the group of this page is always open.
for (const group of document.querySelectorAll("details[data-remember]")) {
  const name = group.dataset.remember;
  if (localStorage.getItem(name) === "closed" && !group.querySelector("[aria-current]")) group.open = false;
  group.addEventListener("toggle", () => {
    if (group.open) localStorage.removeItem(name);
    else localStorage.setItem(name, "closed");
  });
}

document.querySelector("#menu [aria-current]")?.scrollIntoView({ block: "nearest" });
