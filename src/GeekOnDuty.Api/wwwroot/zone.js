// Proposes the visitor's own time zone where none is chosen yet, and offers it where another one is.
const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
const knows = (select) => [...select.options].some((option) => option.value === own);
for (const select of document.querySelectorAll("select[data-propose-zone]")) {
  if (select.value === "" && knows(select)) {
    select.value = own;
  }
}
for (const offer of document.querySelectorAll("[data-zone-offer]")) {
  const select = document.getElementById(offer.dataset.zoneOffer);
  if (select.value !== own && knows(select)) {
    offer.querySelector("b").textContent = own;
    offer.querySelector("button").addEventListener("click", () => {
      select.value = own;
      offer.hidden = true;
      select.focus();
    });
    offer.hidden = false;
  }
}
