// Takes the code from behind the # of the link, out of sight of any server log, and opens it.
const form = document.querySelector("form[data-enter]");

function enter() {
  const code = window.location.hash.slice(1);
  if (!form || code.length < 20) return;
  history.replaceState(null, "", window.location.pathname);
  document.querySelector("[data-enter-waiting]").hidden = false;
  document.querySelector("[data-enter-form]").hidden = true;
  form.elements.code.value = code;
  form.submit();
}

window.addEventListener("hashchange", enter);
enter();
