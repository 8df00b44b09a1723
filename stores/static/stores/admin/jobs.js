// Moves the bar of a job that is under way. Without scripts the page is loaded anew instead.
document.addEventListener("DOMContentLoaded", () => {
  const job = document.querySelector("[data-job-status]");
  if (!job) return;
  const bar = job.querySelector("progress");
  const percent = job.querySelector("[data-job-percent]");
  const write = (name, text) => {
    const place = job.querySelector(`[data-job-${name}]`);
    // A screen reader hears of changes: none where nothing changed.
    if (place && text && place.textContent.trim() !== text) place.textContent = text;
  };
  const look = async () => {
    let pause = 1000;
    try {
      const response = await fetch(job.dataset.jobStatus, {
        headers: { Accept: "application/json" },
        cache: "no-store",
      });
      if (response.redirected || response.status === 404) return window.location.reload();
      const status = await response.json();
      if (!status.under_way) return window.location.reload();
      write("state", status.label);
      write("message", status.message);
      if (status.percent !== null) {
        bar.value = status.percent;
        percent.textContent = `${status.percent} %`;
      }
    } catch {
      pause = 5000;
    }
    window.setTimeout(look, pause);
  };
  window.setTimeout(look, 1000);
});
