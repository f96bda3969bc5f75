// Keeps what a page says of now as the server has it, while somebody looks: the stream tells when, the page itself what.
const parts = () => [...document.querySelectorAll("[data-live]")];
const path = `/v1/rotas/${parts()[0].dataset.live}/on-duty/stream`;
let isKnown = true;
let stream;

const renew = async () => {
  const response = await fetch(location, { headers: { accept: "text/html" }, cache: "no-cache" });
  if (response.ok) {
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.querySelectorAll("[data-live]");
    parts().forEach((part, i) => fresh[i].isEqualNode(part) || part.replaceWith(fresh[i]));
  }
};

const follow = () => {
  stream?.close();
  if (document.hidden) {
    isKnown = false;
    return;
  }
  stream = new EventSource(path);
  stream.addEventListener("on-duty", () => {
    // The first one tells what the page was made of.
    if (!isKnown) {
      renew().catch(() => {});
    }
    isKnown = false;
  });
};

document.addEventListener("visibilitychange", follow);
follow();
