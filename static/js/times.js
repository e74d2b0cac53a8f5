// Shows moments as the clock of this browser has them; without it they stay as the server wrote them.
// English pages write the day first and count hours to 24, as the server does.
const language = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
const FORMS = {
  "": { dateStyle: "long", timeStyle: "short" },
  short: { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
  time: { hour: "2-digit", minute: "2-digit" },
};

// Other scripts of the page call it (.oxlintrc.json names it).
globalThis.clock = (moment) =>
  new Date(moment).toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" });

function localise(place) {
  for (const element of place.querySelectorAll("time[datetime]")) {
    const moment = new Date(element.dateTime);
    const form = FORMS[element.dataset.form || ""];
    if (form && !Number.isNaN(moment.valueOf())) element.textContent = moment.toLocaleString(language, form);
  }
}

localise(document);
