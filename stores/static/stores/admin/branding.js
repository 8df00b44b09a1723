// The theme editor while somebody works: colours and their codes in step, the contrast of what is
// chosen, and the shop's own pages beside it in the look that is not saved yet. Without this script
// the buttons of the form do the same.
const WAIT = 250; // Milliseconds without a change before the server is asked.
const DESKTOP = 1280; // CSS pixels, as wide as the pages are drawn.
const PHONE = 390;
const PARAMETER = "look-preview";

const editor = document.querySelector("[data-look-editor]");
const frame = editor.querySelector("[data-frame]");
const stage = editor.querySelector("[data-stage]");
let query = frame.dataset.query;
let pictures = picturesChosen();
let asked = 0;
let timer;

function picturesChosen() {
  return ["logo", "favicon"].map((name) => editor.elements[name]?.value).join();
}

// Fields ------------------------------------------------------------------------------------

function inStep(target) {
  const box = target.closest("[data-colour-input]");
  if (box) {
    const [picker, code] = box.querySelectorAll("input");
    if (target === picker) code.value = picker.value;
    else if (/^#[0-9a-f]{6}$/i.test(code.value.trim())) picker.value = code.value.trim();
  }
  if (target.name === "font_pair" && target.value) {
    const [heading, body] = target.value.split("+");
    editor.elements.heading_font.value = heading;
    editor.elements.body_font.value = body;
  }
  if (target.name === "heading_font" || target.name === "body_font") {
    const value = `${editor.elements.heading_font.value}+${editor.elements.body_font.value}`;
    const pairs = [...editor.elements.font_pair];
    (pairs.find((pair) => pair.value === value) ?? pairs.find((pair) => !pair.value)).checked = true;
  }
}

function setColour(name, value) {
  const code = editor.elements[name];
  code.value = value;
  inStep(code);
}

// Contrast ----------------------------------------------------------------------------------

const NS = "http://www.w3.org/2000/svg";

function element(name, text, attributes = {}) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function drawing(className, box, shapes) {
  const svg = document.createElementNS(NS, "svg");
  svg.setAttribute("class", className);
  svg.setAttribute("viewBox", box);
  svg.setAttribute("aria-hidden", "true");
  for (const [name, attributes, text] of shapes) {
    const shape = document.createElementNS(NS, name);
    for (const [key, value] of Object.entries(attributes)) shape.setAttribute(key, value);
    if (text) shape.textContent = text;
    svg.append(shape);
  }
  return svg;
}

function pairItem(pair) {
  const item = element("li", "", { class: pair.is_readable ? "look-pair" : "look-pair look-pair--faint" });
  const letters = { x: 20, y: 17, "text-anchor": "middle", "font-size": 14, "font-weight": 700, fill: pair.front };
  item.append(
    drawing("look-pair__sample", "0 0 40 24", [
      ["rect", { width: 40, height: 24, rx: 3, fill: pair.back }],
      ["text", letters, "Aa"],
    ]),
    element("span", pair.label, { class: "look-pair__label" }),
    element("span", `${pair.ratio} : 1`, { class: "look-pair__ratio" }),
    element("span", pair.is_readable ? editor.dataset.good : editor.dataset.faint, { class: "look-pair__verdict" }),
  );
  return item;
}

function fixItem(fix) {
  const item = element("li");
  const button = element("button", editor.dataset.use, {
    class: "button button-small button-secondary", type: "submit", name: "fix", value: fix.name, "data-fix": fix.to,
    "aria-label": `${editor.dataset.use}: ${fix.label}`,
  });
  item.append(
    drawing("look-swatches", "0 0 56 24", [
      ["rect", { width: 24, height: 24, rx: 3, fill: fix.from }],
      ["rect", { x: 32, width: 24, height: 24, rx: 3, fill: fix.to }],
    ]),
    element("span", `${fix.label}: ${fix.from} → ${fix.to}`),
    button,
  );
  return item;
}

function showContrast({ pairs, fixes }) {
  editor.querySelector("[data-pairs]").replaceChildren(...pairs.map(pairItem));
  const box = editor.querySelector("[data-fixes]");
  if (!fixes.length) return box.replaceChildren();
  const sentence = element("p");
  sentence.append(element("strong", editor.dataset.shades));
  const list = element("ul", "", { class: "look-fixes" });
  list.append(...fixes.map(fixItem));
  const all = { class: "button button-small", type: "submit", name: "fix", value: "all", "data-fix": "all" };
  box.replaceChildren(sentence, list, element("button", editor.dataset.mend, all));
}

// Preview -----------------------------------------------------------------------------------

function withLook(address) {
  const url = new URL(address, location.origin);
  url.searchParams.set(PARAMETER, new URLSearchParams(query).get(PARAMETER));
  return url.href;
}

// Of the page in the frame, or null while it is one that a script must not touch.
function shown() {
  try {
    return frame.contentDocument?.querySelector("link[data-theme]") ? frame.contentDocument : null;
  } catch {
    return null;
  }
}

function wear(classes) {
  const page = shown();
  if (!page) {
    frame.src = withLook(frame.getAttribute("src"));
    return;
  }
  const former = page.querySelectorAll("link[data-theme]");
  const next = former[0].cloneNode();
  next.href = withLook("/theme/preview.css");
  next.addEventListener("load", () => former.forEach((link) => link.remove()));
  former[former.length - 1].after(next);
  page.body.className = classes;
}

function stayInLook() {
  let address;
  try {
    address = frame.contentWindow.location;
    if (address.origin !== location.origin) return;
  } catch {
    return; // Another site's page, which nobody else may look into.
  }
  if (address.pathname.startsWith("/admin/")) return;
  if (new URLSearchParams(address.search).get(PARAMETER) === null) {
    address.replace(withLook(address.href));
    return;
  }
  const page = shown();
  page?.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || link.origin !== location.origin || link.target || link.hash && link.pathname === address.pathname) return;
    link.href = withLook(link.href);
  });
  page?.addEventListener("submit", ({ target }) => {
    if (target.method !== "get" || target.elements[PARAMETER]) return;
    const field = page.createElement("input");
    Object.assign(field, { type: "hidden", name: PARAMETER, value: new URLSearchParams(query).get(PARAMETER) });
    target.append(field);
  });
}

function fit() {
  const width = stage.dataset.shownWidth === "phone" ? PHONE : DESKTOP;
  const scale = Math.min(1, stage.clientWidth / width);
  Object.assign(frame.style, {
    width: `${width}px`,
    height: `${stage.clientHeight / scale}px`,
    transform: `scale(${scale})`,
    marginInlineStart: `${Math.max(0, (stage.clientWidth - width * scale) / 2)}px`,
  });
}

function press(button, name) {
  for (const other of editor.querySelectorAll(`[data-${name}]`)) {
    other.setAttribute("aria-pressed", String(other === button));
  }
  editor.elements[button.name][0].value = button.value;
}

// Asking ------------------------------------------------------------------------------------

async function ask() {
  const mine = ++asked;
  let answer;
  try {
    const response = await fetch(editor.dataset.check, {
      method: "POST", body: new FormData(editor), headers: { "X-Requested-With": "XMLHttpRequest" },
    });
    if (!response.ok) return;
    answer = await response.json();
  } catch {
    return; // No connection: saving will say so.
  }
  if (mine !== asked) return; // Something else was chosen meanwhile.
  if (answer.contrast) showContrast(answer.contrast);
  if (!answer.query) return;
  query = answer.query;
  const chosen = picturesChosen();
  if (chosen === pictures) wear(answer.classes);
  else frame.contentWindow.location.replace(withLook(frame.contentWindow.location.href));
  pictures = chosen;
}

function changed({ target }) {
  inStep(target);
  clearTimeout(timer);
  timer = setTimeout(ask, WAIT);
}

editor.addEventListener("input", changed);
editor.addEventListener("change", changed);
editor.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button || !editor.contains(button)) return;
  if (button.dataset.page) {
    event.preventDefault();
    press(button, "page");
    frame.src = withLook(button.dataset.page);
  } else if (button.dataset.width) {
    event.preventDefault();
    press(button, "width");
    stage.dataset.shownWidth = button.dataset.width;
    fit();
  } else if (button.dataset.fix) {
    event.preventDefault();
    const buttons = button.dataset.fix === "all" ? editor.querySelectorAll(".look-fixes [data-fix]") : [button];
    for (const { value, dataset } of buttons) setColour(value, dataset.fix);
    editor.querySelector("[data-pairs]").closest("[data-look-contrast]").scrollIntoView({ block: "nearest" });
    ask();
  }
});
frame.addEventListener("load", stayInLook);
new ResizeObserver(fit).observe(stage);
editor.classList.add("look-editor--live");
fit();
if (frame.contentDocument?.readyState === "complete") stayInLook();
