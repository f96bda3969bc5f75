// Keeps what a page says of now as the server has it, while somebody looks: the stream tells when, the page itself what.
const parts = () => [...document.querySelectorAll("[data-live]")];
const path = `/v1/rotas/${parts()[0].dataset.live}/on-duty/stream`;
let looking = Promise.resolve();
let stream;

// Whether anything was new.
const renew = async () => {
  const response = await fetch(location, {
    headers: { accept: "text/html" },
    cache: "no-cache",
    signal: AbortSignal.timeout(10000),
  });
  if (!response.ok) {
    return false;
  }
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.querySelectorAll("[data-live]");
  const old = parts().map((part, i) => [part, fresh[i]]).filter(([part, now]) => !part.isEqualNode(now));
  old.forEach(([part, now]) => part.replaceWith(now));
  return old.length > 0;
};

// One after the other, so that no older answer comes last.
const look = () => (looking = looking.then(renew).catch(() => false));

const follow = () => {
  stream?.close();
  if (!document.hidden) {
    stream = new EventSource(path);
    // Also the first: the page may have been made, or kept by a cache, before that. Another process may have answered, a second behind the one
    // that tells: when nothing was new, we look again.
    stream.addEventListener("on-duty", async () => (await look()) || setTimeout(look, 2000));
  }
};

document.addEventListener("visibilitychange", follow);
follow();
