// Proposes an address while the name is typed, shows it whole, and the currency of the country.
// Everything works without: the server proposes the same.

const form = document.querySelector("[data-new-store]");

if (form) {
  const names = form.querySelector("[data-names]");
  const slug = form.querySelector("[data-slug]");
  const host = form.querySelector("[data-host]");
  const country = form.querySelector("[name=country]");
  const currency = form.querySelector("[name=currency]");

  const slugOf = (text) =>
    text
      .normalize("NFKD")
      .toLowerCase()
      .replace(/[^a-z0-9\s_-]/g, "")
      .trim()
      .replace(/[\s_-]+/g, "-")
      .slice(0, 63)
      .replace(/^-+|-+$/g, "");

  const showHost = () => {
    if (host && slug) host.textContent = slug.value ? `${slug.value}.${form.dataset.domain}` : "";
  };

  if (names && slug) {
    let ours = !slug.value || slug.value === slugOf(names.value);
    names.addEventListener("input", () => {
      if (ours) slug.value = slugOf(names.value);
      showHost();
    });
    slug.addEventListener("input", () => {
      ours = !slug.value;
      showHost();
    });
  } else if (slug) {
    slug.addEventListener("input", showHost);
  }
  showHost();

  if (country && currency && form.dataset.currencies) {
    const hints = JSON.parse(form.dataset.currencies);
    let ours = !currency.value;
    currency.addEventListener("change", () => {
      ours = !currency.value;
    });
    country.addEventListener("change", () => {
      if (ours && hints[country.value]) currency.value = hints[country.value];
    });
  }
}
