// Tells a shopper whose browser prefers another of the shop's languages that there is one. The
// page is the same for everybody, and nobody is led anywhere: without this, the menu says it all.
const DISMISSED = "language-hint-dismissed";

const short = (language) => language.toLowerCase().split("-")[0];

const preferredLink = (menu) => {
  const links = [...menu.querySelectorAll("a[hreflang]")];
  const current = short(document.documentElement.lang);
  for (const language of navigator.languages ?? []) {
    if (short(language) === current) return null;
    const link = links.find((one) => short(one.hreflang) === short(language));
    if (link) return link;
  }
  return null;
};

const remember = () => {
  try {
    localStorage.setItem(DISMISSED, "1");
  } catch {
    // Nothing is kept; the hint comes again.
  }
};

const isDismissed = () => {
  try {
    return localStorage.getItem(DISMISSED) !== null;
  } catch {
    return false;
  }
};

class LanguageMenu extends HTMLElement {
  connectedCallback() {
    if (document.querySelector(".language-hint") || isDismissed()) return;
    const link = preferredLink(this);
    if (!link?.dataset.invitation) return;
    const hint = document.createElement("aside");
    hint.className = "language-hint";
    hint.lang = link.lang;
    hint.dir = link.dir;
    hint.setAttribute("aria-label", link.dataset.invitation);
    const there = document.createElement("a");
    there.href = link.href;
    there.hreflang = link.hreflang;
    there.textContent = link.dataset.invitation;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "language-hint__close";
    close.lang = document.documentElement.lang;
    close.setAttribute("aria-label", this.dataset.close);
    close.textContent = "×";
    close.addEventListener("click", () => {
      remember();
      hint.remove();
      document.querySelector("#main")?.focus?.();
    });
    there.addEventListener("click", remember);
    hint.append(there, close);
    document.querySelector(".skip-link")?.after(hint);
  }
}

customElements.define("language-menu", LanguageMenu);
