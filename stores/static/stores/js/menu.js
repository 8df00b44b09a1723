// Closes an open sub-menu of the header by Escape or a click elsewhere. Without this, another
// click on its heading does.
const openMenus = () => document.querySelectorAll(".site-nav details[open]");

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// Closes an announcement bar in place; without this its form leads to the same page without it.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches(".announcement__close")) return;
  event.preventDefault();
  const bar = form.closest(".announcement");
  const next = bar.nextElementSibling ?? bar.previousElementSibling;
  const target = next?.querySelector("button, a") ?? document.querySelector(".brand");
  await fetch(form.action, { method: "POST", redirect: "manual" });
  bar.remove();
  target?.focus();
});
