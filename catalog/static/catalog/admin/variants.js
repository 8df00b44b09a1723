// Keeps the lists of a product's form in step: names the three option fields of each variant after
// the product's options, offers the options' values there, and shows the fields that belong to how
// values are shown and stock is kept. What is filled in is never hidden.
(() => {
  const words = ["option1", "option2", "option3"];

  const byName = (name) => document.getElementsByName(name)[0];
  const isKept = (prefix) => !byName(`${prefix}-DELETE`)?.value;

  // What holds a control and its label.
  const fieldOf = (control) => {
    const label = control && document.querySelector(`label[for="${control.id}"]`);
    let field = label;
    while (field && !field.contains(control)) field = field.parentElement;
    return field;
  };

  const show = (control, isShown) => {
    const field = fieldOf(control);
    if (field) field.hidden = !isShown;
  };

  const options = () =>
    [...document.querySelectorAll('input[name^="options-"][name$="-name"]')]
      .map((input) => ({ prefix: input.name.replace(/-name$/, ""), name: input.value.trim() }))
      .filter(({ prefix, name }) => name && isKept(prefix))
      .sort((a, b) => place(a) - place(b));

  const place = ({ prefix }) => Number(byName(`${prefix}-ORDER`)?.value || 0);

  const valuesOf = ({ prefix }) =>
    [...document.querySelectorAll(`input[name^="${prefix}-values-"][name$="-value"]`)]
      .filter((input) => isKept(input.name.replace(/-value$/, "")))
      .map((input) => input.value.trim())
      .filter(Boolean);

  const listOf = (position, values) => {
    const id = `values-of-option-${position}`;
    let list = document.getElementById(id);
    if (!list) {
      list = document.createElement("datalist");
      list.id = id;
      document.body.append(list);
    }
    if ([...list.children].map((option) => option.value).join("\n") !== values.join("\n")) {
      list.replaceChildren(...values.map((value) => new Option(value, value)));
    }
    return id;
  };

  const updateVariants = (known) => {
    const lists = known.map((option, position) => listOf(position, valuesOf(option)));
    for (const input of document.querySelectorAll('input[name^="variants-"]')) {
      const position = words.findIndex((word) => input.name.endsWith(`-${word}`));
      if (position < 0) continue;
      const label = document.querySelector(`label[for="${input.id}"]`);
      if (!label) continue;
      if (known[position]) {
        label.firstChild.textContent = known[position].name;
        input.setAttribute("list", lists[position]);
      }
      show(input, known[position] || input.value);
    }
    for (const policy of document.querySelectorAll('select[name$="-stock_policy"]')) {
      const prefix = policy.name.replace(/-stock_policy$/, "");
      show(byName(`${prefix}-backorder_until`), policy.value === "backorder");
      show(byName(`${prefix}-low_stock_at`), policy.value !== "untracked");
    }
  };

  const updateOptions = () => {
    for (const display of document.querySelectorAll('select[name^="options-"][name$="-display"]')) {
      const prefix = display.name.replace(/-display$/, "");
      for (const value of document.querySelectorAll(`input[name^="${prefix}-values-"]`)) {
        if (value.name.endsWith("-colour")) show(value, display.value === "swatches" || value.value);
        if (value.name.endsWith("-image")) {
          show(value, display.value !== "buttons" || value.value);
        }
      }
    }
  };

  const update = () => {
    updateVariants(options());
    updateOptions();
  };

  // The colour to type and the browser's picker beside it.
  const inStep = ({ target }) => {
    const box = target.closest?.("[data-colour-input]");
    if (!box) return;
    const [picker, code] = box.querySelectorAll("input");
    if (target === picker) code.value = picker.value;
    else if (/^#[0-9a-f]{6}$/i.test(code.value.trim())) picker.value = code.value.trim();
  };

  document.addEventListener("input", inStep);
  for (const name of ["input", "change", "click"]) {
    document.addEventListener(name, () => window.setTimeout(update, 50));
  }
  document.addEventListener("wagtail:panel-init", () => window.setTimeout(update, 50));
  document.addEventListener("DOMContentLoaded", () => window.setTimeout(update, 50));
})();
