// Says that scripts run, before the page is drawn, so that nothing jumps.
document.documentElement.classList.add("js");
