// The note of what was just done goes after a while, unless somebody is about to use it: "My hours" and the slot itself undo the same.
for (const note of document.querySelectorAll("[data-seconds]")) {
  const isInUse = () => note.contains(document.activeElement) || note.matches(":hover");
  const go = () => (isInUse() ? setTimeout(go, 1000) : note.remove());
  setTimeout(go, Number(note.dataset.seconds) * 1000);
}

// It is told once: not again when the page is loaded again.
const address = new URL(location.href);
const told = ["taken", "released"].filter((name) => address.searchParams.has(name));
if (told.length > 0) {
  told.forEach((name) => address.searchParams.delete(name));
  history.replaceState(null, "", address);
}
