// Looks every second whether the report is ready, and shows the page again when it is.
const box = document.querySelector("[data-report-state]");

async function look() {
  try {
    const reply = await fetch(box.dataset.reportState, { headers: { Accept: "application/json" } });
    const news = await reply.json();
    if (news.state !== box.dataset.now) {
      window.location.reload();
      return;
    }
  } catch {
    // The next look tries again.
  }
  window.setTimeout(look, 1000);
}

if (box) window.setTimeout(look, 700);
