// Knows the zone of the browser: proposes it where no zone is chosen yet, and offers it where another one is.
const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
const knows = (select) => [...select.options].some((option) => option.value === own);

// Zones have several names: the browser says Asia/Calcutta where the server says Asia/Kolkata.
const isOwn = (zone) => {
  try {
    return Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone === own;
  } catch {
    return false;
  }
};

for (const select of document.querySelectorAll("select[data-propose-zone]")) {
  if (select.value === "" && knows(select)) {
    select.value = own;
  }
}

// A form of a profile: the button selects the zone, to be saved with the rest.
for (const offer of document.querySelectorAll("[data-zone-proposal]")) {
  const select = document.getElementById(offer.dataset.zoneProposal);
  if (!isOwn(select.value) && knows(select)) {
    offer.querySelector("b").textContent = own;
    offer.querySelector("button").addEventListener("click", () => {
      select.value = own;
      offer.hidden = true;
      select.focus();
    });
    offer.hidden = false;
  }
}

// A form that shows the zone of the page's times: the link leads where the form would with the zone of the browser.
for (const form of document.querySelectorAll("[data-zone-form]")) {
  const select = form.elements.zone;
  const offer = form.querySelector("[data-zone-offer]");
  // After "Back" or "Reload" a browser may show what was selected before, over times of another zone.
  form.reset();
  addEventListener("pageshow", () => form.reset());
  if (!isOwn(select.value) && knows(select)) {
    const fields = new FormData(form);
    fields.set("zone", own);
    offer.search = new URLSearchParams(fields);
    offer.querySelector("span").textContent = own.replaceAll("_", " ");
    offer.hidden = false;
  }
}
