// Saves each answer as it is given. What could not be sent yet is kept in this browser for
// this person alone and a day at most, survives a reload, and is sent in the order it was
// given; leaving deletes it (the server says so: Clear-Site-Data). What colleagues save
// appears by itself, but never under somebody's fingers.
const list = document.querySelector("[data-questions]");
const RETRY = 5000;
const TYPED = 400;
const LOOK = 20000;

// ---- what waits to be sent ------------------------------------------------------------

// Each place has an item of its own, which several tabs share: none takes away what another keeps.
const STORE = "riskapp.waiting.";
const KEPT_FOR = 24 * 3600 * 1000;
const mine = list && `${STORE}${list.dataset.response}.${list.dataset.seat}.`;
let waiting = [];
let sending = false;
const drafted = new Set();
let typing;

function givenAt(item) {
  return parseInt(item.stamp, 10);
}

function kept(name) {
  try {
    const item = JSON.parse(localStorage.getItem(name));
    return givenAt(item) > Date.now() - KEPT_FOR ? item : null;
  } catch {
    return null;
  }
}

// Also what others left on this computer is deleted when its day is over.
function load() {
  try {
    for (const name of Object.keys(localStorage)) {
      if (!name.startsWith(STORE)) continue;
      const item = kept(name);
      if (!item) localStorage.removeItem(name);
      else if (name.startsWith(mine)) waiting.push(item);
    }
  } catch {
    // Without storage there is nothing to delete.
  }
  waiting.sort((one, other) => givenAt(one) - givenAt(other));
}

function keep(item) {
  try {
    localStorage.setItem(mine + item.place, JSON.stringify(item));
  } catch {
    // Without storage the answers are kept as long as the page is open.
  }
}

function isKept(item) {
  return kept(mine + item.place)?.stamp === item.stamp;
}

function placeOf(form) {
  return `${form.elements.entry.value}/${form.dataset.question}`;
}

function formOf(item) {
  const form = list.querySelector(`form[data-question="${CSS.escape(item.question)}"]`);
  return form && form.elements.entry.value === item.entry ? form : null;
}

// A draft is what is still being typed: kept here, and sent when the field or the page is left.
function put(form, { isDraft = false } = {}) {
  const pairs = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
  const item = {
    place: placeOf(form),
    question: form.dataset.question,
    entry: form.elements.entry.value,
    url: form.action,
    pairs,
    isDraft,
    stamp: `${Date.now()}-${Math.random()}`,
  };
  waiting = [...waiting.filter((other) => other.place !== item.place), item];
  keep(item);
}

function dropped(item) {
  waiting = waiting.filter((other) => other.stamp !== item.stamp);
  if (isKept(item)) localStorage.removeItem(mine + item.place);
}

function carryOn(item, revision) {
  // A newer value of the same question was given meanwhile: it follows on this one.
  const next = waiting.find((other) => other.place === item.place);
  if (!next) return;
  for (const pair of next.pairs) if (pair[0] === "revision") pair[1] = String(revision);
  if (isKept(next)) keep(next);
}

function due() {
  return waiting.find((item) => !item.isDraft);
}

async function pump() {
  if (sending) return;
  sending = true;
  list.dataset.sending = "";
  try {
    for (let item = due(); item; item = due()) {
      if (!(await send(item))) break;
    }
  } finally {
    sending = false;
    delete list.dataset.sending;
    list.dispatchEvent(new CustomEvent("answers:sent"));
  }
}

function body(item) {
  const data = new URLSearchParams();
  const token = document.querySelector("input[name=csrfmiddlewaretoken]");
  data.append("csrfmiddlewaretoken", token ? token.value : "");
  for (const [name, value] of item.pairs) data.append(name, value);
  // What is here already is not sent once more.
  const here = [...list.querySelectorAll("form[data-autosave]")].map((form) => form.dataset.question);
  data.append("here", [...here, ...folded().flatMap(inside)].join(" "));
  return data;
}

// True when the next one may be sent.
async function send(item) {
  const words = list.dataset;
  const form = formOf(item);
  say(form, words.wordsSaving, "saving");
  let reply;
  let news;
  try {
    reply = await fetch(item.url, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: body(item),
      keepalive: document.visibilityState === "hidden",
    });
    news = await reply.json();
  } catch {
    if (reply && reply.status === 403) {
      say(form, `${words.wordsFailed} ${words.wordsWaiting}`, "failed");
    } else {
      say(form, words.wordsOffline, "offline");
    }
    window.setTimeout(pump, RETRY);
    return false;
  }
  if (reply.status === 404) {
    say(form, `${news.error} ${words.wordsWaiting}`, "failed");
    return false;
  }
  if (reply.status >= 500 || reply.status === 429) {
    say(form, words.wordsOffline, "offline");
    window.setTimeout(pump, RETRY);
    return false;
  }
  dropped(item);
  if (reply.status === 409) {
    conflict(form, news);
  } else if (!reply.ok) {
    say(form, `${words.wordsFailed} ${news.error}`, "failed");
  } else {
    carryOn(item, news.revision);
    if (form) {
      form.elements.revision.value = news.revision;
      hint(form, news.hint);
      say(form, `${words.wordsSaved} ${clock(news.saved_at)}`, "saved");
    }
    if (form) arrange(news, form);
    list.dataset.since = Math.max(Number(list.dataset.since), news.revision);
  }
  return true;
}

// ---- what the page shows ------------------------------------------------------------------

function say(form, words, state) {
  if (state !== "saving" && state !== "news") announce(words, state);
  if (!form) return;
  const status = form.querySelector("[data-status]");
  status.textContent = words;
  status.dataset.state = state;
}

// What a screen reader is told: one voice for the page, only what became of an answer, and
// of several in a row only the last; that the connection is away is said once.
let speaking;
let isAway = false;

function announce(words, state) {
  const voice = list.querySelector("[data-announce]");
  const spoken = state === "saved" && isAway && !waiting.length ? list.dataset.wordsSent : words;
  if (state === "offline" && isAway) return;
  if (state === "saved" && isAway && waiting.length) return;
  isAway = state === "offline";
  window.clearTimeout(speaking);
  voice.textContent = "";
  speaking = window.setTimeout(() => {
    voice.textContent = spoken;
  }, 400);
}

function conflict(form, news) {
  if (!form) return;
  form.elements.revision.value = news.revision;
  say(form, news.error, "failed");
  const choice = document.createElement("div");
  choice.className = "question__choice";
  choice.append(
    button(list.dataset.wordsMine, () => {
      choice.remove();
      given(form);
    }),
    button(list.dataset.wordsTheirs, () => replace(form, news.stored)),
  );
  form.querySelector(".question__choice")?.remove();
  form.querySelector(".question__last").before(choice);
}

function button(words, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn-secondary btn-sm";
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}

function fresh(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.firstElementChild;
}

function replace(form, html) {
  const next = fresh(html);
  form.replaceWith(next);
  next.dispatchEvent(new CustomEvent("question:new", { bubbles: true }));
  return next;
}

// What is said about a weak answer stands beside it and belongs to a form of its own.
function answering(field) {
  const form = field.closest("form[data-autosave]");
  return field.form && field.form !== form ? null : form;
}

// What somebody has begun to say about an answer stays when the answer is saved again.
function hint(form, html) {
  const place = form.querySelector("[data-hint]");
  const typed = [...place.querySelectorAll("[data-say] textarea, [data-say] input:not([type=hidden])")]
    .filter((field) => field.type === "radio" ? field.checked : field.value !== field.defaultValue)
    .map((field) => [field.id, field.value]);
  const isOpen = place.querySelector("[data-say]")?.open;
  place.innerHTML = html;
  const say = place.querySelector("[data-say]");
  if (!say) return;
  say.open = Boolean(isOpen);
  for (const [id, value] of typed) {
    const field = document.getElementById(id);
    if (field?.type === "radio") field.checked = true;
    else if (field) field.value = value;
  }
}

function isBusy(form) {
  return form.contains(document.activeElement) || waiting.some((item) => item.place === placeOf(form));
}

// ``own`` is the form that was saved; it is left as it is.
function arrange(news, own = null) {
  for (const [id, html] of Object.entries(news.html)) {
    const shown = document.getElementById(id);
    if (shown && shown === own) continue;
    if (html === null) {
      if (shown && !isBusy(shown)) shown.remove();
    } else if (!shown) {
      insert(fresh(html), id, news.order);
    } else if ((news.refresh.includes(id) || news.notices?.[id]) && !isBusy(shown)) {
      replace(shown, html);
    }
  }
  ask(news.asks);
  count(news);
  list.dispatchEvent(new CustomEvent("answers:changed"));
}

// What is to check depends on other answers too; only a changed text is put in, and read out.
function ask(asks) {
  for (const [id, html] of Object.entries(asks)) {
    const box = document.getElementById(id)?.querySelector("[data-asks]");
    if (!box) continue;
    const template = document.createElement("template");
    template.innerHTML = html;
    if (template.innerHTML !== box.innerHTML) box.innerHTML = html;
  }
}

function insert(question, id, order) {
  const part = [...list.querySelectorAll("[data-part]")].find((one) => inside(one).includes(id));
  if (part && folded().includes(part)) return;
  const own = part ? inside(part) : order;
  const after = own.slice(own.indexOf(id) + 1);
  const following = after.map((other) => document.getElementById(other)).find(Boolean);
  const next = part?.querySelector(".part__next");
  if (following) following.before(question);
  else if (next) next.before(question);
  else (part?.querySelector(".part__body") ?? list).append(question);
  question.dispatchEvent(new CustomEvent("question:new", { bubbles: true }));
}

// Parts whose questions are fetched when they are opened, and are then as they should be.
function folded() {
  return [...list.querySelectorAll("[data-part]:not(details)")];
}

function inside(part) {
  return part.dataset.partQuestions.split(" ");
}

function answeredOf(answered, applicable) {
  return list.dataset.wordsAnswered.replace("%1", answered).replace("%2", applicable);
}

function count(news) {
  for (const part of list.querySelectorAll("[data-part]")) {
    const numbers = news.parts?.[part.dataset.part];
    if (!numbers) continue;
    const [answered, applicable] = numbers;
    part.querySelector("[data-part-count]").textContent = answeredOf(answered, applicable);
    const hadLeft = "left" in part.dataset;
    if (answered < applicable) part.dataset.left = "";
    else delete part.dataset.left;
    if (hadLeft && answered >= applicable) part.dispatchEvent(new CustomEvent("part:done", { bubbles: true }));
  }
  const box = document.querySelector("[data-progress]");
  if (!box) return;
  const total = Math.max(news.applicable, 1);
  box.querySelector("svg").setAttribute("viewBox", `0 0 ${total} 1`);
  box.querySelector(".meter__track").setAttribute("width", total);
  box.querySelector(".meter__value").setAttribute("width", news.answered);
  box.querySelector(".nowrap").textContent = answeredOf(news.answered, news.applicable);
}

// ---- what colleagues do -----------------------------------------------------------------------

async function look() {
  if (document.visibilityState !== "visible" || waiting.length) return;
  let news;
  try {
    const reply = await fetch(`${list.dataset.changes}&since=${list.dataset.since}`, {
      headers: { Accept: "application/json" },
    });
    if (!reply.ok) return;
    news = await reply.json();
  } catch {
    return;
  }
  list.dataset.since = Math.max(Number(list.dataset.since), news.last);
  if (!news.notices) return;
  for (const [id, revision] of Object.entries(news.revisions)) {
    const form = document.getElementById(id);
    if (form && Number(form.elements.revision.value) >= revision) delete news.notices[id];
  }
  arrange(news);
  for (const [id, words] of Object.entries(news.notices)) {
    const form = document.getElementById(id);
    if (form) say(form, words.replace("{time}", clock(news.times[id])), "news");
  }
}

function given(form) {
  window.clearTimeout(typing);
  drafted.delete(form);
  put(form);
  pump();
}

function restore(within = list) {
  for (const item of waiting) {
    const form = formOf(item);
    if (!form || !within.contains(form)) continue;
    for (const field of form.elements) {
      const values = item.pairs.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
      else if (field.multiple) for (const option of field.options) option.selected = values.includes(option.value);
      else if (values.length && field.name !== "csrfmiddlewaretoken") field.value = values[0];
    }
    say(form, list.dataset.wordsOffline, "offline");
  }
}

// What was given while the scripts of the page were on their way. What a browser put back, which
// it does after going back and loading anew, is no news: a colleague may have answered since.
function missed() {
  if (performance.getEntriesByType("navigation")[0]?.type !== "navigate") return;
  for (const form of list.querySelectorAll("form[data-autosave]")) {
    if (waiting.some((item) => item.place === placeOf(form))) continue;
    for (const field of [...form.elements].filter(isGiven)) {
      const isTyping = field === document.activeElement && field.matches("textarea, input[type=text]");
      field.dispatchEvent(new Event(isTyping ? "input" : "change", { bubbles: true }));
    }
  }
}

function isGiven(field) {
  if (field.type === "radio") return field.checked && !field.defaultChecked;
  if (field.type === "checkbox") return field.checked !== field.defaultChecked;
  if (!field.matches("select")) return field.matches("input, textarea") && field.value !== field.defaultValue;
  const options = [...field.options];
  const hasFirst = !field.multiple && !options.some((option) => option.defaultSelected);
  return options.some((option, at) => option.selected !== (hasFirst ? at === 0 : option.defaultSelected));
}

// Whoever turns away or leaves may not come back: what was being typed is sent.
function settle() {
  window.clearTimeout(typing);
  for (const form of drafted) put(form);
  drafted.clear();
  pump();
}

function noted(form) {
  window.clearTimeout(typing);
  drafted.add(form);
  typing = window.setTimeout(() => put(form, { isDraft: true }), TYPED);
}

if (list) {
  load();
  for (const item of waiting) item.isDraft = false;
  restore();
  pump();
  list.addEventListener("part:new", (event) => restore(event.target));
  list.addEventListener("input", (event) => {
    const form = answering(event.target);
    if (form && event.target.name && event.target.matches("textarea, input[type=text]")) noted(form);
  });
  list.addEventListener("question:problem", (event) => {
    say(event.target.closest("form[data-autosave]"), event.detail, "failed");
  });
  window.addEventListener("pagehide", settle);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") settle();
  });
  list.addEventListener("change", (event) => {
    const form = answering(event.target);
    if (!form || !event.target.name) return;
    const reason = form.querySelector("[data-reason]");
    const says = form.querySelector("[data-not-applicable]");
    if (says?.checked && !reason.value.trim()) {
      say(form, list.dataset.wordsReason, "failed");
      reason.focus();
      return;
    }
    given(form);
  });
  list.addEventListener("submit", (event) => {
    // A button with an address of its own (remove evidence) is sent there as usual.
    if (event.submitter && event.submitter.hasAttribute("formaction")) return;
    event.preventDefault();
    given(event.target);
  });
  document.addEventListener("DOMContentLoaded", missed);  // the other scripts hear it too
  window.addEventListener("online", pump);
  window.setInterval(look, LOOK);
  document.addEventListener("visibilitychange", look);
}

// Whoever leaves sends what waits first; without a connection it is said once that it would go.
const leaving = document.querySelector("form[data-leave]");
if (list && leaving) {
  let isWarned = false;
  leaving.addEventListener("submit", async (event) => {
    if (!waiting.length || isWarned) return;
    event.preventDefault();
    settle();
    while (sending) await new Promise((go) => window.setTimeout(go, 50));
    isWarned = waiting.length > 0;
    if (isWarned) say(formOf(waiting[0]), list.dataset.wordsLeaving, "failed");
    else leaving.requestSubmit();
  });
}

// Confirming what is proposed leaves the page: what was answered just before is sent first.
const proposed = document.getElementById("proposed");
if (proposed) {
  proposed.addEventListener("submit", async (event) => {
    if (!waiting.length) return;
    event.preventDefault();
    const pressed = event.submitter;
    settle();
    while (sending) await new Promise((go) => window.setTimeout(go, 50));
    if (!waiting.length) proposed.requestSubmit(pressed);
  });
}
