// Looks every second how far the report is, and shows the page again when its state changes.
const box = document.querySelector("[data-report-state]");
const bar = document.querySelector("[data-report-progress]");

async function look() {
  try {
    const reply = await fetch(box.dataset.reportState, { headers: { Accept: "application/json" } });
    const news = await reply.json();
    if (news.state !== box.dataset.now) {
      window.location.reload();
      return;
    }
    if (bar) bar.value = news.progress;
  } catch {
    // The next look tries again.
  }
  window.setTimeout(look, 1000);
}

if (box) window.setTimeout(look, 700);
