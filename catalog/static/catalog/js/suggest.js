// Suggestions while somebody types in a search box: a combobox with a list below it, as the ARIA
// Authoring Practices describe it. Without this, the form leads to the results as ever.
const WAIT = 180;
const SHORTEST = 2;

const attach = (form) => {
  const input = form.querySelector("input[name=q]");
  const panel = form.querySelector("[data-suggestions]");
  const status = form.querySelector("[data-suggestions-status]");
  if (!input || !panel) return;
  const known = new Map();
  let timer = 0;
  let asked = "";
  let active = -1;

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", panel.id);

  const options = () => [...panel.querySelectorAll("[role=option]")];

  const choose = (index) => {
    const all = options();
    active = all.length ? (index + all.length + 1) % (all.length + 1) : -1;
    if (active === all.length) active = -1;
    all.forEach((option, n) => option.setAttribute("aria-selected", String(n === active)));
    if (active < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", all[active].id);
      all[active].scrollIntoView({ block: "nearest" });
    }
  };

  const close = () => {
    panel.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const show = (html) => {
    panel.innerHTML = html;
    const all = options();
    all.forEach((option, n) => {
      option.id = `${panel.id}-${n}`;
      option.setAttribute("aria-selected", "false");
    });
    active = -1;
    panel.hidden = !all.length;
    input.setAttribute("aria-expanded", String(all.length > 0));
    input.removeAttribute("aria-activedescendant");
    status.textContent = panel.querySelector("[data-said]")?.textContent ?? "";
  };

  const ask = async () => {
    const words = input.value.trim().replace(/\s+/g, " ");
    asked = words;
    if (words.length < SHORTEST) return close();
    if (!known.has(words)) {
      try {
        const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(words)}`, {
          headers: { "X-Requested-With": "fetch" },
        });
        if (!answer.ok) return close();
        known.set(words, await answer.text());
      } catch {
        return close();
      }
    }
    if (asked === words && document.activeElement === input) show(known.get(words));
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && panel.hidden) ask();
    else if (event.key === "ArrowDown" && active < 0) choose(0);
    else if (event.key === "ArrowDown") choose(active + 1);
    else if (event.key === "ArrowUp" && !panel.hidden) choose(active < 0 ? options().length - 1 : active - 1);
    else if (event.key === "Escape" && !panel.hidden) close();
    else if (event.key === "Enter" && active >= 0) location.assign(options()[active].dataset.url);
    else return;
    event.preventDefault();
  });
  panel.addEventListener("mousedown", (event) => event.preventDefault());
  panel.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.url);
  });
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) close();
  });
};

for (const form of document.querySelectorAll("form[data-suggest]")) attach(form);
