// Puts a button beside each piece of code that copies it, where the browser lets pages write to the clipboard.
for (const code of navigator.clipboard ? document.querySelectorAll("[data-copy]") : []) {
  const button = document.createElement("button");
  const told = document.createElement("span");
  button.type = "button";
  button.className = "quiet";
  button.textContent = code.dataset.copy;
  button.setAttribute("aria-describedby", code.id);
  told.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(code.textContent);
    told.textContent = code.dataset.copied;
    setTimeout(() => (told.textContent = ""), 3000);
  });
  const beside = document.createElement("p");
  beside.className = "several";
  beside.append(button, told);
  code.after(beside);
}
