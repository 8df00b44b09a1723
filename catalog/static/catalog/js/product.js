// Choosing a variant without loading the page anew: the chosen variant's own page is fetched, and
// what differs (price, pictures, options, buying) is put in place. Without this, it is a link.
class ProductPage extends HTMLElement {
  connectedCallback() {
    this.shown = location.search;
    this.addEventListener("click", (event) => this.clicked(event));
    addEventListener("popstate", () => {
      if (location.search !== this.shown) this.show(location.href);
    });
  }

  clicked(event) {
    const link = event.target.closest("a[data-variant]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    this.show(link.href, link.dataset.variant);
  }

  // A second choice before the first has come cancels it.
  async show(address, chosen) {
    this.under?.abort();
    const under = (this.under = new AbortController());
    this.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(address, { signal: under.signal });
      if (!response.ok) throw new Error(response.status);
      const next = new DOMParser().parseFromString(await response.text(), "text/html");
      if (!next.querySelector("product-page")) throw new Error("no product");
      if (chosen) history.pushState(null, "", address.split("#")[0]);
      this.shown = location.search;
      document.title = next.title;
      this.take(next, chosen);
    } catch (error) {
      if (error.name !== "AbortError") location.assign(address);
    } finally {
      if (this.under === under) this.removeAttribute("aria-busy");
    }
  }

  take(next, chosen) {
    const quantity = this.querySelector("#quantity")?.value;
    for (const region of this.querySelectorAll("[data-region]")) {
      const fresh = next.querySelector(`product-page [data-region="${region.dataset.region}"]`);
      if (!fresh) region.remove();
      else if (fresh.innerHTML !== region.innerHTML) region.replaceWith(document.importNode(fresh, true));
    }
    const field = this.querySelector("#quantity");
    if (field && quantity && Number(quantity) >= Number(field.min)) {
      field.value = Math.min(Number(quantity), Number(field.max));
    }
    if (chosen) this.querySelector(`[data-variant="${chosen}"]`)?.focus({ preventScroll: true });
    const figures = next.querySelector("product-page [data-announce]");
    this.querySelector("[data-status]").textContent = figures?.dataset.announce ?? "";
  }
}

// What the visitor looked at before; the page itself is the same for everybody.
class RecentlyViewed extends HTMLElement {
  async connectedCallback() {
    const response = await fetch(this.dataset.src);
    if (!response.ok) return;
    const html = await response.text();
    const found = new DOMParser().parseFromString(html, "text/html").body;
    if (!found.childElementCount) return;
    this.replaceChildren(...document.importNode(found, true).childNodes);
    this.nextElementSibling?.remove();
    document.dispatchEvent(new Event("wish:mark"));
  }
}

customElements.define("product-page", ProductPage);
customElements.define("recently-viewed", RecentlyViewed);
