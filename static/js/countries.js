// Turns a long list of countries into a search field with the chosen ones beside it.
// The list stays in the form and holds the answer.
const words = document.querySelector("[data-questions]")?.dataset ?? {};

function enhance(select) {
  const label = select.form.querySelector(`label[for="${select.id}"]`);
  const input = document.createElement("input");
  input.className = "form-control short";
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

  function add() {
    const wanted = input.value.trim().toLowerCase();
    const found = [...select.options].find(
      (option) => option.text.toLowerCase() === wanted || option.value.toLowerCase() === wanted,
    );
    if (found) {
      found.selected = true;
      input.value = "";
      changed();
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
