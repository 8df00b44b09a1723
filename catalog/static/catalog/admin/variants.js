// Names the three option fields of each variant after the product's options, and hides those
// that the product does not have (unless something is written there).
(() => {
  const words = ["option1", "option2", "option3"];

  const names = () =>
    [...document.querySelectorAll('input[name^="options-"][name$="-name"]')]
      .filter((input) => {
        const deleted = document.getElementsByName(input.name.replace(/-name$/, "-DELETE"))[0];
        return !deleted || !deleted.value;
      })
      .map((input) => input.value.trim())
      .filter(Boolean);

  const update = () => {
    const options = names();
    for (const input of document.querySelectorAll('input[name^="variants-"]')) {
      const position = words.findIndex((word) => input.name.endsWith(`-${word}`));
      if (position < 0) continue;
      const label = document.querySelector(`label[for="${input.id}"]`);
      if (!label) continue;
      let field = label;
      while (!field.contains(input)) field = field.parentElement;
      if (options[position]) label.firstChild.textContent = options[position];
      field.hidden = !options[position] && !input.value;
    }
  };

  for (const name of ["input", "click"]) {
    document.addEventListener(name, () => window.setTimeout(update, 50));
  }
  document.addEventListener("wagtail:panel-init", () => window.setTimeout(update, 50));
  document.addEventListener("DOMContentLoaded", () => window.setTimeout(update, 50));
})();
