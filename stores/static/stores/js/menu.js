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
