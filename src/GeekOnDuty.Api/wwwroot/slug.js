// Proposes the name in addresses while a name is typed, until somebody writes one. Empty, the server makes it of the name.
for (const slug of document.querySelectorAll("[data-slug-of]")) {
  const name = document.getElementById(slug.dataset.slugOf);
  let isOwn = slug.value !== "";
  slug.addEventListener("input", () => {
    isOwn = slug.value !== "";
  });
  name.addEventListener("input", () => {
    if (!isOwn) {
      slug.value = name.value
        .normalize("NFD")
        .replace(/\p{Mn}/gu, "")
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, "-")
        .replace(/^-/, "")
        .slice(0, 40)
        .replace(/-$/, "");
    }
  });
}
