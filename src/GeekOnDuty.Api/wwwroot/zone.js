// Proposes the visitor's own time zone where none is chosen yet.
const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
for (const select of document.querySelectorAll("select[data-propose-zone]")) {
  if (select.value === "" && [...select.options].some((option) => option.value === own)) {
    select.value = own;
  }
}
