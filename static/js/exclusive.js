// What excludes each other: "none of these" and any other tick; a value and "not known";
// an answer and "this does not apply". Runs before the answer is saved.
function tick(event) {
  const field = event.target;
  const form = field.closest("form[data-autosave], form[data-tidy]");
  if (!form) return;
  if (field.type === "checkbox" && field.checked) {
    const alone = "exclusive" in field.dataset;
    for (const other of form.querySelectorAll(`input[type=checkbox][name="${field.name}"]`)) {
      if (other !== field && (alone || "exclusive" in other.dataset)) other.checked = false;
    }
  }
  if ("special" in field.dataset && field.checked && field.value) {
    for (const entered of form.querySelectorAll("[data-entered]")) entered.value = "";
  }
  if ("entered" in field.dataset && field.value) {
    const first = form.querySelector('input[type=radio][data-special][value=""]');
    if (first) first.checked = true;
  }
  const says = form.querySelector("[data-not-applicable]");
  if (!says) return;
  if (field === says || "reason" in field.dataset) {
    if ("reason" in field.dataset && field.value.trim()) says.checked = true;
    if (says.checked) clear(form, says);
  } else if (says.type === "checkbox" && field.name !== "unit") {
    says.checked = false;
  }
}

function clear(form, says) {
  for (const field of form.querySelectorAll(".question__fields [name]")) {
    if (field === says || "reason" in field.dataset) continue;
    if (field.type === "checkbox" || (field.type === "radio" && field.name !== says.name)) field.checked = false;
    else if (field.multiple) for (const option of field.options) option.selected = false;
    else if (field.tagName === "TEXTAREA" || "entered" in field.dataset) field.value = "";
    else if (field.tagName === "SELECT" && !field.name.endsWith("-unit")) field.value = "";
  }
}

document.addEventListener("change", tick, true);
