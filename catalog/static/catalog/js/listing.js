// Filters, sorting and pages of a list are forms and links; this fetches what they lead to and
// puts it in place of what is there, keeps the address and the history, and says how many there
// are. Whatever goes wrong, the browser goes there itself.
const region = () => document.querySelector("[data-listing]");

const address = (form) => {
  const data = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && value.trim()) data.append(name, value.trim());
  }
  const query = data.toString();
  return location.pathname + (query ? `?${query}` : "");
};

const place = () => {
  const element = document.activeElement;
  if (!region()?.contains(element)) return null;
  if (element.matches("input")) return `input[name="${CSS.escape(element.name)}"][value="${CSS.escape(element.getAttribute("value") ?? "")}"]`;
  const facet = element.closest("[data-facet]");
  return facet ? `[data-facet="${CSS.escape(facet.dataset.facet)}"] summary` : null;
};

let turn = 0;

const go = async (url, { keep = true, scroll = false } = {}) => {
  const mine = ++turn;
  const open = [...document.querySelectorAll("details.facet[open]")].map((d) => d.dataset.facet);
  const focused = place();
  region().setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(url, { headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-listing]");
    if (!fresh) throw new Error("no list");
    if (mine !== turn) return;
    for (const name of open) {
      const facet = fresh.querySelector(`[data-facet="${CSS.escape(name)}"]`);
      if (facet) facet.open = true;
    }
    region().replaceWith(document.adoptNode(fresh));
    document.title = page.title;
    if (keep) history.pushState({ listing: true }, "", url);
    prepare();
    if (focused) region().querySelector(focused)?.focus({ preventScroll: true });
    if (scroll) region().scrollIntoView({ block: "start" });
    const count = region().querySelector("[data-count]");
    if (count) count.textContent = count.textContent.trim();
  } catch {
    location.assign(url);
  }
};

const close = (except) => {
  for (const facet of document.querySelectorAll("details.facet[open]")) {
    if (facet !== except) facet.open = false;
  }
};

const prepare = () => {
  for (const button of document.querySelectorAll(".facet__apply")) button.hidden = true;
};

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-facets]");
  if (form) go(address(form));
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-facets]")) return;
  event.preventDefault();
  go(address(event.target));
});
document.addEventListener("toggle", (event) => {
  if (event.target.matches?.("details.facet") && event.target.open) close(event.target);
}, true);
document.addEventListener("click", (event) => {
  if (!event.target.closest("details.facet")) close(null);
  const link = event.target.closest("[data-listing] :is(.chip, .chips__clear, .sorting a, .pagination a)");
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go(link.href, { scroll: link.matches(".pagination a") });
});
document.addEventListener("keydown", (event) => {
  const facet = event.key === "Escape" && event.target.closest?.("details.facet[open]");
  if (!facet) return;
  facet.open = false;
  facet.querySelector("summary").focus();
});
window.addEventListener("popstate", () => {
  if (region()) go(location.href, { keep: false });
});

prepare();
