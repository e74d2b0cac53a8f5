// Keys for a list: j and k go down and up, Enter follows the link in hand, x selects its row.
// They rest while somebody writes. One box selects all rows of the page.
const rows = [...document.querySelectorAll("[data-rows] [data-row]")];
const told = document.querySelector("[data-keys-told]");
const all = document.querySelector("[data-select-all]");
const boxes = [...document.querySelectorAll('input[type=checkbox][name="row"], input[type=checkbox][name="theme"]')];

function writes(target) {
  return target.matches("textarea, select, input:not([type=checkbox]):not([type=radio])");
}

function go(by) {
  const at = rows.findIndex((row) => row.closest("tr").contains(document.activeElement));
  const next = at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by;
  const row = rows[Math.min(Math.max(next, 0), rows.length - 1)];
  row.focus();
  row.closest("tr").scrollIntoView({ block: "nearest" });
}

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || writes(event.target)) return;
  if (event.key === "j") go(1);
  else if (event.key === "k") go(-1);
  else if (event.key === "x") {
    const box = document.activeElement.closest("tr")?.querySelector("input[type=checkbox]");
    if (!box) return;
    box.checked = !box.checked;
  } else return;
  event.preventDefault();
}

if (rows.length) {
  if (told) told.hidden = false;
  document.addEventListener("keydown", press);
}
if (all && boxes.length) {
  all.closest("label").hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
  });
}
