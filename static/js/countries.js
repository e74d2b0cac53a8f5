// Turns a long list of countries into a search field with the chosen ones beside it.
// The list stays in the form and holds the answer.
const words = document.querySelector("[data-questions]")?.dataset ?? {};

function enhance(select) {
  const label = select.form.querySelector(`label[for="${select.id}"]`);
  const input = document.createElement("input");
  input.className = "form-control countries-search";
  input.id = `${select.id}-search`;
  input.setAttribute("list", `${select.id}-list`);
  input.autocomplete = "off";
  const names = document.createElement("datalist");
  names.id = `${select.id}-list`;
  for (const option of select.options) names.append(new Option(option.text));
  const chosen = document.createElement("ul");
  chosen.className = "countries-chosen";
  select.hidden = true;
  select.before(input, names, chosen);
  if (label) {
    label.htmlFor = input.id;
    label.textContent = words.wordsCountry;
  }

  function draw() {
    chosen.replaceChildren();
    for (const option of select.selectedOptions) {
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = `${option.text} ✕`;
      button.setAttribute("aria-label", `${words.wordsRemove} ${option.text}`);
      button.addEventListener("click", () => {
        option.selected = false;
        changed();
        input.focus();
      });
      item.append(button);
      chosen.append(item);
    }
  }

  function changed() {
    draw();
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // A country by its name in any language we know, its code or what else it is called; a special
  // answer, such as the whole EEA, by what it is called. Anything else is said at once, and stays.
  function add() {
    const wanted = input.value.trim().replace(/\s+/g, " ").toLowerCase();
    const isCalled = (names) => names.some((name) => name.toLowerCase() === wanted);
    const also = (field) => (field.dataset.also ?? "").split("|");
    const found = [...select.options].find((option) => isCalled([option.text, option.value, ...also(option)]));
    const special = [...select.form.querySelectorAll("input[data-special]")].find((field) =>
      isCalled([field.labels[0]?.textContent.trim() ?? "", ...also(field)]),
    );
    const isUnknown = wanted !== "" && !found && !special;
    input.setAttribute("aria-invalid", String(isUnknown));
    if (isUnknown) {
      const problem = words.wordsNoCountry.replace("%1", input.value.trim());
      select.dispatchEvent(new CustomEvent("question:problem", { bubbles: true, detail: problem }));
      return;
    }
    if (!wanted) return;
    input.value = "";
    if (found) {
      found.selected = true;
      changed();
    } else if (!special.checked) {
      special.click();
    }
  }

  input.addEventListener("change", (event) => {
    event.stopPropagation();
    add();
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      add();
    }
  });
  draw();
}

for (const select of document.querySelectorAll("select[data-countries]")) enhance(select);
document.addEventListener("question:new", (event) => {
  for (const select of event.target.querySelectorAll("select[data-countries]")) enhance(select);
});
