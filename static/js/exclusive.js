// "None of these" clears the other ticks, and any other tick clears it; a value and
// "not known" exclude each other in the same way. Runs before the answer is saved.
function tick(event) {
  const field = event.target;
  const form = field.closest("form[data-autosave]");
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
}

document.addEventListener("change", tick, true);
