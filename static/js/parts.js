// The parts of a long page: where there is room, the next one opens by itself when a part is
// done; a link to a question or a part opens what it stands in, in every browser.
const parts = [...document.querySelectorAll("details[data-part]")];
const hasRoom = window.matchMedia("(min-width: 62rem)").matches;

function unfold(target) {
  const part = target?.closest("details[data-part]");
  if (!part) return;
  part.open = true;
  target.scrollIntoView();
}

function pointedAt() {
  return location.hash ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
}

// Without a common name several may be open.
if (hasRoom) for (const part of parts) part.removeAttribute("name");

document.addEventListener("part:done", (event) => {
  if (!hasRoom) return;
  const here = parts.indexOf(event.target);
  const next = parts.slice(here + 1).find((part) => "left" in part.dataset);
  if (next) next.open = true;
  // What is done and further up folds; the part somebody is in stays as it is.
  for (const part of parts.slice(0, here)) if (!("left" in part.dataset)) part.open = false;
});

document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#part-"]');
  const part = link && document.getElementById(link.hash.slice(1))?.closest("details");
  if (!part) return;
  event.preventDefault();
  part.open = true;
  const head = part.querySelector("summary");
  head.scrollIntoView();
  head.focus({ preventScroll: true });
});

window.addEventListener("hashchange", () => unfold(pointedAt()));
unfold(pointedAt());
