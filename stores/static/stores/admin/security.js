// Recovery codes: to the clipboard and to the printer. Without scripts the buttons are not there.
document.addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  for (const button of document.querySelectorAll("[data-copy]")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const codes = document.querySelectorAll(button.dataset.copy);
      await navigator.clipboard.writeText([...codes].map((code) => code.textContent).join("\n"));
      button.textContent = button.dataset.copied;
    });
  }
});
