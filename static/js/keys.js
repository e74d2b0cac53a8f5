// Keys for questions: while the focus stands among the answers of one, 1 to 9 choose the answer
// with that number, save it as a click does, and go on to the next open question of the page.
// Where several may be ticked, a number ticks and Enter goes on; Backspace goes back. Numbers typed
// into a field stay there: Enter leaves a field of one line for the next question.
const page = document.querySelector("[data-questions], form[data-tidy]");
const SAVED = "form[data-autosave]";
const PLACE = `${SAVED}, form[data-tidy] tbody tr`;
const PATIENCE = 1500; // what is not saved after that does not hold anybody up
const ON = "#go-on";
const hasKeyboard = window.matchMedia("(hover: hover) and (pointer: fine)").matches;
const isCalm = window.matchMedia("(prefers-reduced-motion: reduce)");
const been = [];
let isGoing = false;
let isLeaving = false;

// ---- what can be chosen by a number ---------------------------------------------------------

// The options of a question that is nothing but a choice among them.
function optionsOf(place) {
  const groups = place.querySelectorAll(".choices");
  return groups.length === 1 && !place.querySelector(".pair, select, .choices--special") ? groups[0] : null;
}

function inputsOf(group) {
  return [...group.querySelectorAll(":scope > .form-check > input")];
}

function mark(place) {
  const group = optionsOf(place);
  if (!group) return;
  group.dataset.keyed = "";
  for (const [at, input] of inputsOf(group).slice(0, 9).entries()) {
    if (hasKeyboard) input.setAttribute("aria-keyshortcuts", String(at + 1));
  }
}

// ---- where to go on -------------------------------------------------------------------------

function isVisible(place) {
  return !place.closest("details[data-part]:not([open])");
}

function isGiven(field) {
  if (field.matches("[type=radio], [type=checkbox]")) return field.checked && field.value !== "";
  return field.matches("select[multiple]") ? field.selectedOptions.length > 0 : field.value.trim() !== "";
}

// Without an answer, or with one that does not count yet.
function isOpen(place) {
  if (carried(place) || place.querySelector("[data-status]")?.dataset.state === "failed") return true;
  if (place.querySelector("[data-not-applicable]")?.checked) return false;
  const fields = [...place.querySelectorAll(".question__fields [name]")].filter(
    (field) => !field.matches("[data-reason], [data-not-applicable], [name$=-unit]"),
  );
  // A question of lists alone has one for each country, and all of them are wanted.
  if (fields.length && fields.every((field) => field.matches("select:not([multiple])"))) return !fields.every(isGiven);
  return fields.length > 0 && !fields.some(isGiven);
}

function fieldOf(place) {
  const group = optionsOf(place);
  if (group) return inputsOf(group).find((input) => input.checked) ?? inputsOf(group)[0];
  const fields = place.querySelectorAll("input:not([type=hidden]), select, textarea");
  return [...fields].find((field) => !field.hidden && field.checkVisibility());
}

// The next open question; further up only from one that is answered, so that what was left out on
// the way comes last. A folded part is opened for it.
async function following(place) {
  const all = [...page.querySelectorAll(`${SAVED}, [data-part][data-left]`)];
  const at = all.indexOf(place);
  for (const stop of [...all.slice(at + 1), ...(isOpen(place) ? [] : all.slice(0, at))]) {
    if (stop.matches(SAVED)) {
      if (isVisible(stop) && isOpen(stop)) return fieldOf(stop);
    } else if (!stop.open) {
      const opened = await new Promise((go) => {
        stop.dispatchEvent(new CustomEvent("part:wanted", { bubbles: true, detail: go }));
      });
      if (!opened) return stop.querySelector("[data-part-link]"); // its questions cannot be had now
      const found = [...opened.querySelectorAll(SAVED)].find(isOpen);
      if (found) return fieldOf(found);
    }
  }
  return null;
}

// Rows of a grid are saved together, by the button below them.
function nextRow(row) {
  const next = row.nextElementSibling;
  return next ? fieldOf(next) : page.querySelector(".actions [name=next]") ?? page.querySelector(".actions [type=submit]");
}

// What a question wants before anybody goes on: a word on what a colleague changed, that it is
// still right, a reply to what was asked about it.
function carried(place) {
  return place.querySelector(".carried button");
}

function wanted(place) {
  const reply = place.nextElementSibling?.matches(".asked") && place.nextElementSibling.querySelector("textarea");
  return place.querySelector(".question__choice button") ?? carried(place) ?? (reply && !reply.value.trim() ? reply : null);
}

function show(target) {
  const place = target.closest(PLACE) ?? target;
  const fits = place.offsetHeight < window.innerHeight * 0.9;
  target.focus({ preventScroll: true });
  place.scrollIntoView({ block: fits ? "center" : "start", behavior: isCalm.matches ? "auto" : "smooth" });
}

function sent() {
  if (!("sending" in page.dataset)) return Promise.resolve();
  return new Promise((go) => {
    page.addEventListener("answers:sent", go, { once: true });
    window.setTimeout(go, PATIENCE);
  });
}

// From a question, or a row of a grid, once what was given there is saved. Nobody is taken away
// from a problem, nor from where they went meanwhile.
async function goOn(place) {
  isGoing = true;
  await sent();
  const now = document.getElementById(place.id) ?? place;
  const isElsewhere = document.activeElement !== document.body && !now.contains(document.activeElement);
  let next = null;
  if (!isElsewhere) {
    const isRefused = now.querySelector("[data-status]")?.dataset.state === "failed";
    if (isRefused || wanted(now)) next = wanted(now) ?? fieldOf(now);
    else next = now.matches(SAVED) ? await following(now) : nextRow(now);
    if (!next) next = leave();
  }
  isGoing = false;
  if (!next) return;
  if (!now.contains(next) && now.id) been.push(now.id);
  show(next);
}

// Behind the last question comes the way to the next page, which is begun at its first open one.
function leave() {
  const links = document.querySelectorAll("main .actions > a.btn-primary");
  const link = links[links.length - 1];
  if (link && !link.hash) link.hash = ON;
  return link ?? null;
}

function goBack() {
  const place = document.getElementById(been.pop());
  if (place && isVisible(place)) show(fieldOf(place));
}

// ---- keys -----------------------------------------------------------------------------------

function choose(place, input) {
  const isChosen = input.type === "radio" && input.checked;
  input.focus();
  if (!isChosen) input.click();
  else if (carried(place)) input.dispatchEvent(new Event("change", { bubbles: true }));
  if (input.type === "radio") goOn(place);
}

// Whether Enter in a field leaves it: an answer to choose or tick, a field of one line.
function leaves(field) {
  return field.matches(".choices > .form-check > input, [data-entered]") || (field.matches(".countries-search") && !field.value.trim());
}

function press(event) {
  const { target, key } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const place = target.closest(PLACE);
  if (!place || !target.matches("input")) return;
  const group = target.closest("[data-keyed]");
  const input = group && /^[1-9]$/.test(key) ? inputsOf(group)[Number(key) - 1] : null;
  const isBack = group && key === "Backspace";
  const isOn = key === "Enter" && leaves(target);
  if (!input && !isBack && !isOn) return;
  // Enter in a field of one line of a question sends it, as ever; who goes on waits for that.
  const isSent = isOn && target.matches("[data-entered]") && place.matches(SAVED);
  if (!isSent) event.preventDefault();
  if (isGoing || event.repeat) return;
  isLeaving = isSent;
  if (input) choose(place, input);
  else if (isBack) goBack();
  else if (!isSent) goOn(place);
}

function submitted(event) {
  if (isLeaving) goOn(event.target);
  isLeaving = false;
}

// A button that goes away when it is pressed by a key takes nobody's place with it.
function pressed(event) {
  if (event.detail || !event.target.closest(".carried button, .question__choice button")) return;
  const place = event.composedPath().find((one) => one instanceof Element && one.matches(SAVED));
  if (place) window.setTimeout(goOn, 0, place);
}

// From one question of a grid to another.
function isNextColumn() {
  const from = document.referrer ? new URL(document.referrer) : location;
  return page.matches("form[data-tidy]") && from.pathname === location.pathname && from.search !== location.search;
}

// The page begins at its first open question where somebody comes to answer what is left.
function begin() {
  const isLeft = new URLSearchParams(location.search).has("left") && !location.hash;
  const isAsked = location.hash === ON || isLeft || isNextColumn();
  if (location.hash === ON) history.replaceState(null, "", location.pathname + location.search);
  const isNew = performance.getEntriesByType("navigation")[0]?.type === "navigate";
  if (!isAsked || !isNew || !hasKeyboard || document.querySelector(".proposals")) return;
  const first = [...page.querySelectorAll(PLACE)].find((place) => place.matches("tr") || (isVisible(place) && isOpen(place)));
  const field = first && fieldOf(first);
  field?.focus({ preventScroll: true });
  first?.scrollIntoView({ block: "nearest" });
}

if (page) {
  for (const place of page.querySelectorAll(PLACE)) mark(place);
  document.addEventListener("question:new", (event) => mark(event.target));
  page.addEventListener("keydown", press, true);
  page.addEventListener("submit", submitted);
  page.addEventListener("click", pressed);
  begin();
}
