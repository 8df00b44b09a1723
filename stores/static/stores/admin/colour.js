// Keeps the code and the picker of a colour in step.
document.addEventListener("input", (event) => {
  const box = event.target.closest("[data-colour-input]");
  if (!box) return;
  const [picker, code] = box.querySelectorAll("input");
  if (event.target === picker) code.value = picker.value;
  else if (/^#[0-9a-f]{6}$/i.test(code.value.trim())) picker.value = code.value.trim();
});
