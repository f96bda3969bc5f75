// Refreshes the preview of office hours while somebody fills in the form. The server makes it; without script its button does.
const pause = 400;
for (const part of document.querySelectorAll("[data-preview-of]")) {
  const form = document.getElementById(part.dataset.previewOf);
  let timer, running;
  const refresh = async () => {
    running?.abort();
    running = new AbortController();
    try {
      const answer = await fetch(part.dataset.previewFrom, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        signal: running.signal,
      });
      if (answer.ok) {
        part.innerHTML = await answer.text();
      }
    } catch (fault) {
      if (fault.name !== "AbortError") {
        throw fault;
      }
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, pause);
  });
}
