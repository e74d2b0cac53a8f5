// The parts of a long page. A folded one is a heading with a link to the page where it is open:
// its questions are fetched from there and put in here. Where there is room, the next one opens
// by itself when a part is done; a link to a question or a part opens what it stands in.
const answers = document.querySelector("[data-questions]");
const hasRoom = window.matchMedia("(min-width: 62rem)").matches;
const fetching = new Map();
let changes = 0;

function parts() {
  return [...document.querySelectorAll("[data-part]")];
}

function isFolded(part) {
  return part.tagName !== "DETAILS";
}

// Without a common name several may be open.
function room(part) {
  if (hasRoom) part.removeAttribute("name");
}

// The part as it stands after the last change of an answer; null where the server does not give it.
async function fetched(part) {
  for (;;) {
    const before = changes;
    const reply = await fetch(part.querySelector("[data-part-link]").href);
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    const found = page.querySelector(`details[data-part="${CSS.escape(part.dataset.part)}"]`);
    if (!reply.ok || !found) return null;
    if (before === changes) return document.adoptNode(found);
  }
}

async function bring(part) {
  const made = await fetched(part);
  if (!made) return null;
  made.open = false; // one that is put in open would be closed by the one that is
  room(made);
  part.replaceWith(made);
  made.dispatchEvent(new CustomEvent("part:new", { bubbles: true }));
  for (const form of made.querySelectorAll("form[data-autosave]")) {
    form.dispatchEvent(new CustomEvent("question:new", { bubbles: true }));
  }
  return made;
}

// Open a part, and give it back; nothing where its questions cannot be had.
async function unfold(part) {
  let opened = part;
  if (isFolded(part)) {
    const code = part.dataset.part;
    if (!fetching.has(code)) fetching.set(code, bring(part).catch(() => null).finally(() => fetching.delete(code)));
    opened = await fetching.get(code);
  }
  if (opened) opened.open = true;
  return opened;
}

function partWith(id) {
  const named = (part) => `part-${part.dataset.part}` === id || part.dataset.partQuestions.split(" ").includes(id);
  return document.getElementById(id)?.closest("[data-part]") ?? parts().find(named);
}

async function follow() {
  const id = decodeURIComponent(location.hash.slice(1));
  const part = id && partWith(id);
  if (part && (await unfold(part))) document.getElementById(id)?.scrollIntoView();
}

for (const part of parts()) room(part);

answers?.addEventListener("answers:changed", () => {
  changes += 1;
});

document.addEventListener("part:done", (event) => {
  if (!hasRoom || !event.target.open) return;
  const all = parts();
  const here = all.indexOf(event.target);
  const next = all.slice(here + 1).find((part) => "left" in part.dataset);
  if (next) unfold(next);
  // What is done and further up folds; the part somebody is in stays as it is.
  for (const part of all.slice(0, here)) if (!("left" in part.dataset)) part.open = false;
});

// Who goes on by keys asks for a part and hears when it is open.
document.addEventListener("part:wanted", async (event) => {
  event.detail(await unfold(event.target));
});

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-part-link]");
  const part = link && partWith(link.hash.slice(1));
  if (!part || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const opened = await unfold(part);
  if (!opened) {
    location.assign(link.href);
    return;
  }
  const head = opened.querySelector("summary");
  head.scrollIntoView();
  head.focus({ preventScroll: true });
});

window.addEventListener("hashchange", follow);
follow();
