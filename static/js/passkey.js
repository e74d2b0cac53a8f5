// Asks the browser for a passkey; the words of a refusal stand in the page.
for (const place of document.querySelectorAll("[data-passkey]")) {
  const { passkey, button, credential, options } = place.dataset;
  const ids = { signup: button, login: button, authenticate: button, credential };
  const data = options ? JSON.parse(options) : undefined;
  window.allauth.webauthn.forms[passkey]({ ids, data });
}
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const words of document.querySelectorAll("[data-passkey-error]")) words.hidden = false;
});
