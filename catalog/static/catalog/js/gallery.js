// The pictures of a product. Without this they scroll sideways and each is a link to the large one.
const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

function slideTo(stage, index, smooth = true) {
  const slide = stage.children[index];
  if (!slide) return;
  const left = slide.getBoundingClientRect().left - stage.getBoundingClientRect().left;
  stage.scrollBy({ left, behavior: smooth && !still() ? "smooth" : "instant" });
}

function shownSlide(stage) {
  const start = stage.getBoundingClientRect().left;
  const away = [...stage.children].map((one) => Math.abs(one.getBoundingClientRect().left - start));
  return away.indexOf(Math.min(...away));
}

function whenSlid(stage, tell) {
  let frame = 0;
  stage.addEventListener("scroll", () => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => tell(shownSlide(stage)));
  });
}

class ProductGallery extends HTMLElement {
  connectedCallback() {
    this.stage = this.querySelector(".gallery__stage");
    this.thumbs = [...this.querySelectorAll(".gallery__thumbs a")];
    this.addEventListener("click", (event) => this.clicked(event));
    whenSlid(this.stage, (index) => this.mark(index));
  }

  clicked(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const thumb = event.target.closest(".gallery__thumbs a");
    const open = event.target.closest(".gallery__open[href]");
    if (!thumb && !open) return;
    event.preventDefault();
    if (thumb) {
      slideTo(this.stage, this.thumbs.indexOf(thumb));
      this.mark(this.thumbs.indexOf(thumb));
    } else {
      openLightbox(this, [...this.stage.querySelectorAll(".gallery__open[href]")].indexOf(open));
    }
  }

  mark(index) {
    this.thumbs.forEach((thumb, n) => {
      if (n === index) thumb.setAttribute("aria-current", "true");
      else thumb.removeAttribute("aria-current");
    });
    const strip = this.querySelector(".gallery__thumbs");
    const thumb = this.thumbs[index];
    if (strip && thumb && strip.scrollWidth > strip.clientWidth) {
      const box = strip.getBoundingClientRect();
      const place = thumb.getBoundingClientRect();
      strip.scrollBy({ left: place.left + place.width / 2 - box.left - box.width / 2 });
    }
  }
}

// A modal <dialog>: the browser keeps the focus inside and gives it back when it is closed.
function openLightbox(gallery, index) {
  const links = [...gallery.querySelectorAll(".gallery__open[href]")];
  const dialog = gallery.querySelector("template").content.firstElementChild.cloneNode(true);
  const stage = dialog.querySelector(".lightbox__stage");
  stage.append(...links.map((link, n) => slideOf(link, n, links.length)));
  if (links.length < 2) dialog.querySelectorAll(".lightbox__step").forEach((one) => one.remove());
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    dialog.remove();
    slideTo(gallery.stage, Number(dialog.dataset.shown), false);
    links[Number(dialog.dataset.shown)]?.focus({ preventScroll: true });
  });
  dialog.addEventListener("click", (event) => clickedIn(dialog, event));
  dialog.addEventListener("keydown", (event) => pressedIn(dialog, event));
  whenSlid(stage, (shown) => show(dialog, shown));
  dialog.showModal();
  slideTo(stage, index, false);
  show(dialog, index);
}

function slideOf(link, number, count) {
  const slide = document.createElement("li");
  const image = document.createElement("img");
  image.alt = link.querySelector("img")?.alt ?? "";
  image.width = link.dataset.width;
  image.height = link.dataset.height;
  image.loading = "lazy";
  image.sizes = "100vw";
  image.srcset = link.dataset.srcset;
  image.src = link.href;
  slide.append(image);
  slide.setAttribute("aria-label", `${number + 1} / ${count}`);
  return slide;
}

function show(dialog, index) {
  if (dialog.dataset.shown === String(index)) return;
  dialog.dataset.shown = index;
  const slides = [...dialog.querySelectorAll(".lightbox__stage > li")];
  dialog.querySelector(".lightbox__count").textContent = `${index + 1} / ${slides.length}`;
  slides.forEach((slide, n) => n !== index && slide.classList.remove("is-zoomed"));
  dialog.querySelectorAll("[data-do=previous]").forEach((one) => (one.disabled = index === 0));
  dialog
    .querySelectorAll("[data-do=next]")
    .forEach((one) => (one.disabled = index === slides.length - 1));
  tellZoom(dialog);
}

function shownIn(dialog) {
  return dialog.querySelector(".lightbox__stage").children[Number(dialog.dataset.shown)];
}

function tellZoom(dialog) {
  const zoomed = shownIn(dialog)?.classList.contains("is-zoomed") ?? false;
  dialog.querySelector("[data-do=zoom]").setAttribute("aria-pressed", String(zoomed));
}

function zoom(dialog, wanted, point) {
  const slide = shownIn(dialog);
  if (!slide) return;
  const zoomed = slide.classList.toggle("is-zoomed", wanted);
  if (zoomed) {
    const box = slide.getBoundingClientRect();
    const x = point ? (point.x - box.left) / box.width : 0.5;
    const y = point ? (point.y - box.top) / box.height : 0.5;
    slide.scrollTo((slide.scrollWidth - box.width) * x, (slide.scrollHeight - box.height) * y);
  }
  tellZoom(dialog);
}

function step(dialog, by) {
  const stage = dialog.querySelector(".lightbox__stage");
  const index = Math.min(Math.max(Number(dialog.dataset.shown) + by, 0), stage.children.length - 1);
  zoom(dialog, false);
  slideTo(stage, index);
  show(dialog, index);
}

function clickedIn(dialog, event) {
  const action = event.target.closest("[data-do]")?.dataset.do;
  if (action === "close") dialog.close();
  else if (action === "previous") step(dialog, -1);
  else if (action === "next") step(dialog, 1);
  else if (action === "zoom") zoom(dialog);
  else if (event.target.matches("img")) zoom(dialog, undefined, { x: event.clientX, y: event.clientY });
  else if (event.target.closest(".lightbox__stage > li")) dialog.close();
}

function pressedIn(dialog, event) {
  const rightToLeft = getComputedStyle(dialog).direction === "rtl";
  const slide = shownIn(dialog);
  const forward = rightToLeft ? "ArrowLeft" : "ArrowRight";
  const back = rightToLeft ? "ArrowRight" : "ArrowLeft";
  const pans = { ArrowLeft: [-80, 0], ArrowRight: [80, 0], ArrowUp: [0, -80], ArrowDown: [0, 80] };
  if (slide?.classList.contains("is-zoomed") && pans[event.key]) slide.scrollBy(...pans[event.key]);
  else if (event.key === forward) step(dialog, 1);
  else if (event.key === back) step(dialog, -1);
  else if (event.key === "Home") step(dialog, -1000);
  else if (event.key === "End") step(dialog, 1000);
  else if (event.key === "+" || event.key === "=") zoom(dialog, true);
  else if (event.key === "-") zoom(dialog, false);
  else return;
  event.preventDefault();
}

customElements.define("product-gallery", ProductGallery);
