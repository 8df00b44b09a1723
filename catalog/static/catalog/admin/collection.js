// Shows what belongs to the way a collection's products are chosen, and of each rule the fields
// that its subject has.
(() => {
  const NAMED = ["attribute", "option"];
  const WITHOUT_VALUE = ["on_sale", "available"];

  // What holds a control and its label.
  const fieldOf = (control) => {
    const label = control && document.querySelector(`label[for="${control.id}"]`);
    let field = label;
    while (field && !field.contains(control)) field = field.parentElement;
    return field;
  };
  const panelOf = (id) => document.getElementById(id)?.closest("section.w-panel");

  const show = (element, isShown) => {
    if (element) element.hidden = !isShown;
  };

  const update = () => {
    const kind = document.getElementById("id_kind")?.value;
    if (!kind) return;
    show(panelOf("id_chosen-TOTAL_FORMS"), kind === "manual");
    show(panelOf("id_rules-TOTAL_FORMS"), kind === "rules");
    show(fieldOf(document.getElementById("id_match")), kind === "rules");
    for (const subject of document.querySelectorAll('select[name^="rules-"][name$="-subject"]')) {
      const other = (name) => document.getElementById(subject.id.replace(/-subject$/, `-${name}`));
      show(fieldOf(other("name")), NAMED.includes(subject.value));
      show(fieldOf(other("value")), !WITHOUT_VALUE.includes(subject.value));
      other("value")?.setAttribute("list", `rule-values-${subject.value}`);
    }
  };

  for (const name of ["input", "change", "click"]) {
    document.addEventListener(name, () => window.setTimeout(update, 50));
  }
  document.addEventListener("wagtail:panel-init", () => window.setTimeout(update, 50));
  document.addEventListener("DOMContentLoaded", () => window.setTimeout(update, 50));
})();
