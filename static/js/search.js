// "/" leads to the field that searches everything, unless somebody writes.
const field = document.querySelector("[data-site-search]");

function writes(target) {
  return target.matches("textarea, select, input:not([type=checkbox]):not([type=radio])");
}

if (field) {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || writes(event.target)) return;
    const menu = field.closest("[popover]");
    if (menu && getComputedStyle(menu).display === "none") menu.showPopover();
    event.preventDefault();
    field.focus();
    field.select();
  });
}
