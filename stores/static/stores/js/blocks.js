// What blocks of pages do beyond what HTML does by itself. Without this file a row is scrolled by
// hand and two pictures stand side by side.

const calm = matchMedia("(prefers-reduced-motion: reduce)");

// <scroll-row>: a list that scrolls sideways gets buttons, arrow keys and, if asked for, a clock.
class ScrollRow extends HTMLElement {
  connectedCallback() {
    this.items = this.querySelector(".scroll-row__items");
    const buttons = this.querySelector(".scroll-row__buttons");
    if (!this.items || !buttons) return;
    this.back = buttons.querySelector("[data-back]");
    this.on = buttons.querySelector("[data-on]");
    this.back.addEventListener("click", () => this.go(-1));
    this.on.addEventListener("click", () => this.go(1));
    this.items.addEventListener("keydown", (event) => this.key(event));
    this.items.addEventListener("scroll", () => this.mark(), { passive: true });
    this.sizes = new ResizeObserver(() => {
      buttons.hidden = this.items.scrollWidth <= this.items.clientWidth + 4;
      this.mark();
    });
    this.sizes.observe(this.items);
    this.play(buttons.querySelector("[data-pause]"));
  }

  disconnectedCallback() {
    this.sizes?.disconnect();
    this.stop();
  }

  get place() {
    return Math.abs(this.items.scrollLeft); // Negative where one reads from right to left.
  }

  get end() {
    return this.items.scrollWidth - this.items.clientWidth;
  }

  mark() {
    this.back.setAttribute("aria-disabled", String(this.place < 4 && !this.rounds));
    this.on.setAttribute("aria-disabled", String(this.place > this.end - 4 && !this.rounds));
  }

  get rounds() {
    return this.hasAttribute("data-plays");
  }

  go(way) {
    const first = this.items.firstElementChild;
    const gap = parseFloat(getComputedStyle(this.items).columnGap) || 0;
    const step = first.getBoundingClientRect().width + gap;
    const pace = Math.max(1, Math.floor((this.items.clientWidth + gap) / step)) * step;
    let to = this.place + way * pace;
    if (this.rounds && way > 0 && this.place > this.end - 4) to = 0;
    if (this.rounds && way < 0 && this.place < 4) to = this.end;
    const sign = getComputedStyle(this.items).direction === "rtl" ? -1 : 1;
    this.items.scrollTo({ left: sign * to, behavior: calm.matches ? "auto" : "smooth" });
  }

  key(event) {
    if (event.target !== this.items) return;
    const forward = getComputedStyle(this.items).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    event.preventDefault();
    this.stop();
    this.go(event.key === forward ? 1 : -1);
  }

  play(pause) {
    if (!pause) return;
    this.pause = pause;
    this.stopLabel = pause.getAttribute("aria-label");
    pause.addEventListener("click", () => (this.clock ? this.stop() : this.start()));
    if (calm.matches) this.stop();
    else this.start();
  }

  start() {
    const seconds = Number(this.dataset.plays) || 7;
    this.clock = setInterval(() => {
      if (document.hidden || this.matches(":hover, :focus-within")) return;
      this.go(1);
    }, seconds * 1000);
    this.label(false);
  }

  stop() {
    clearInterval(this.clock);
    this.clock = null;
    this.label(true);
  }

  label(stopped) {
    if (!this.pause) return;
    this.pause.setAttribute("aria-label", stopped ? this.pause.dataset.playLabel : this.stopLabel);
    this.pause.classList.toggle("is-stopped", stopped);
  }
}

// <picture-comparison>: the second picture lies over the first, cut where the slider stands.
class PictureComparison extends HTMLElement {
  connectedCallback() {
    if (this.querySelector("input")) return;
    const slider = document.createElement("input");
    slider.type = "range";
    slider.min = 0;
    slider.max = 100;
    slider.value = 50;
    slider.setAttribute("aria-label", this.dataset.label);
    slider.addEventListener("input", () => this.style.setProperty("--seen", `${slider.value}%`));
    this.append(slider);
    this.classList.add("is-layered");
  }
}

customElements.define("scroll-row", ScrollRow);
customElements.define("picture-comparison", PictureComparison);
