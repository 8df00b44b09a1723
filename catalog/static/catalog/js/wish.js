// Hearts: marks those on the visitor's wishlist, and changes it without loading the page anew.
// Without this each is the button of a form.
const form = document.getElementById("wish");
const wished = new Set((form?.dataset.wished ?? "").split(" ").filter(Boolean));

function mark() {
  for (const heart of document.querySelectorAll("[data-wish]")) {
    const is = wished.has(heart.value);
    heart.name = is ? "remove" : "add";
    heart.toggleAttribute("data-wished", is);
    heart.querySelector("[data-wish-label]").textContent = is ? form.dataset.remove : form.dataset.add;
  }
  for (const count of document.querySelectorAll("[data-wish-count]")) {
    count.textContent = wished.size;
    count.hidden = !wished.size;
  }
}

async function change(heart) {
  const body = new FormData(form);
  const adds = heart.name === "add";
  body.append(heart.name, heart.value);
  heart.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(form.action, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
    });
    if (!response.ok) throw new Error(response.status);
    if (adds) wished.add(heart.value);
    else wished.delete(heart.value);
    mark();
  } catch {
    form.requestSubmit(heart);
  } finally {
    heart.removeAttribute("aria-busy");
  }
}

if (form) {
  document.addEventListener("click", (event) => {
    const heart = event.target.closest("[data-wish]");
    if (!heart || heart.getAttribute("aria-busy")) return;
    event.preventDefault();
    change(heart);
  });
  document.addEventListener("wish:mark", mark);
  mark();
}
