// Saves each answer as it is given. The page changes only around the field in use:
// status and hint under it, questions that come or go by condition, progress on top.
const list = document.querySelector("[data-questions]");
const queues = new Map();

function say(form, words, state) {
  const status = form.querySelector("[data-status]");
  status.textContent = words;
  status.dataset.state = state;
}

function enqueue(form) {
  const before = queues.get(form.id) || Promise.resolve();
  queues.set(form.id, before.then(() => save(form)));
}

async function save(form) {
  say(form, "Saving…", "saving");
  let reply;
  try {
    reply = await fetch(form.action, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: new FormData(form),
    });
  } catch {
    say(form, "Could not be saved: no connection. It is tried again.", "failed");
    window.setTimeout(() => enqueue(form), 5000);
    return;
  }
  const isJson = (reply.headers.get("Content-Type") || "").includes("application/json");
  if (!isJson) {
    say(form, "Could not be saved: open your invitation again.", "failed");
    return;
  }
  const news = await reply.json();
  if (!reply.ok) {
    if (news.revision !== undefined && news.revision !== null) {
      form.elements.revision.value = news.revision;
    }
    say(form, `Could not be saved: ${news.error}`, "failed");
    return;
  }
  form.elements.revision.value = news.revision;
  form.querySelector("[data-hint]").innerHTML = news.hint;
  say(form, `Saved ${news.saved_at}`, "saved");
  arrange(form, news);
  count(news);
}

function arrange(form, news) {
  for (const [id, html] of Object.entries(news.html)) {
    const shown = document.getElementById(id);
    if (html === null) {
      if (shown) shown.remove();
    } else if (!shown || (news.refresh.includes(id) && !shown.contains(document.activeElement))) {
      const fresh = document.createElement("template");
      fresh.innerHTML = html;
      const next = fresh.content.firstElementChild;
      if (shown) shown.replaceWith(next);
      else insert(next, id, news.order);
      next.dispatchEvent(new CustomEvent("question:new", { bubbles: true }));
    }
  }
}

function insert(question, id, order) {
  const after = order.slice(order.indexOf(id) + 1);
  const following = after.map((other) => document.getElementById(other)).find(Boolean);
  if (following) following.before(question);
  else list.append(question);
}

function count(news) {
  const box = document.querySelector("[data-progress]");
  if (!box) return;
  const total = Math.max(news.applicable, 1);
  box.querySelector("svg").setAttribute("viewBox", `0 0 ${total} 1`);
  box.querySelector(".meter__track").setAttribute("width", total);
  box.querySelector(".meter__value").setAttribute("width", news.answered);
  box.querySelector(".nowrap").textContent = `${news.answered} of ${news.applicable} answered`;
}

if (list) {
  list.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-autosave]");
    if (form && event.target.name) enqueue(form);
  });
  list.addEventListener("submit", (event) => {
    event.preventDefault();
    enqueue(event.target);
  });
}
