// Keys for the review: what carries data-key is followed, chosen or focused with that key.
// They rest while somebody writes, and can be switched off on the page.
const STORE = "riskapp.review.keys";
const box = document.querySelector("[data-keys]");
const choice = document.querySelector("[data-keys-on]");

function remembered() {
  try {
    return window.localStorage.getItem(STORE) !== "off";
  } catch {
    return true;
  }
}

function remember() {
  try {
    window.localStorage.setItem(STORE, choice.checked ? "on" : "off");
  } catch {
    // Then it holds for this page only.
  }
}

function writes(target) {
  return target.matches("textarea, select, input:not([type=radio]):not([type=checkbox])");
}

function press(event) {
  if (!choice.checked || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && writes(event.target)) event.target.blur();
  if (writes(event.target)) return;
  const found = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!found) return;
  event.preventDefault();
  if (found.matches("textarea")) found.focus();
  else {
    found.focus();
    found.click();
  }
}

// What to enter instead is asked for once somebody corrects.
function unfold() {
  const correction = document.querySelector("[data-correction]");
  const corrected = document.getElementById("v-corrected");
  if (!correction || !corrected) return;
  correction.open = corrected.checked;
  correction.hidden = !corrected.checked;
}

if (box && choice) {
  box.hidden = false;
  choice.checked = remembered();
  choice.addEventListener("change", remember);
  document.addEventListener("keydown", press);
  for (const radio of document.querySelectorAll('input[name="kind"]')) {
    radio.addEventListener("change", unfold);
  }
  unfold();
}
