// Narrows a list while its search field is typed in. Without scripts, and when the page
// came back from such a search, the form asks the server.
function plain(text) {
  return text.normalize("NFKC").toLowerCase();
}

function narrow(form) {
  const list = document.getElementById(form.dataset.filter);
  if (!list) return;
  const field = form.elements.q;
  const status = form.querySelector("[data-filter-status]");
  const none = document.querySelector("[data-filter-none]");
  // Rows of a table are found by what their first cells say, without it being said again.
  const cells = Number(list.dataset.filterCells || 0);
  const texts = (item) => [...item.children].slice(0, cells).map((cell) => cell.textContent);
  const items = [...list.querySelectorAll("[data-filter-item]")].map((item) => ({
    item,
    words: plain(cells ? texts(item).join(" ") : item.dataset.filterItem),
  }));

  function show() {
    const wanted = plain(field.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const { item, words } of items) {
      item.hidden = !wanted.every((word) => words.includes(word));
      shown += item.hidden ? 0 : 1;
    }
    for (const group of list.querySelectorAll("[data-filter-group]")) {
      group.hidden = !group.querySelector("[data-filter-item]:not([hidden])");
    }
    if (none) none.hidden = shown > 0;
    status.textContent = wanted.length
      ? status.dataset.words.replace("{shown}", shown).replace("{total}", items.length)
      : "";
  }

  // What is searched in vain can be added under the name that was typed.
  const copy = document.querySelector("[data-filter-copy]");
  field.addEventListener("input", () => {
    show();
    if (copy) copy.value = field.value;
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  if (field.value) show(); // a browser brings back what was typed before
}

for (const form of document.querySelectorAll("form[data-filter]:not([data-filter-done])")) narrow(form);
