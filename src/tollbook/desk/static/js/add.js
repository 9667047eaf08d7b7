/* The add page with scripts on: files may be dropped, and a form that was sent says that it is being read. */
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const drop = document.querySelector("[data-drop]");
  const input = drop?.querySelector("input");
  for (const name of ["dragover", "dragenter"]) {
    drop?.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
  }
  for (const name of ["dragleave", "drop"]) {
    drop?.addEventListener(name, (event) => { event.preventDefault(); drop.classList.remove("over"); });
  }
  drop?.addEventListener("drop", (event) => { input.files = event.dataTransfer.files; });
  document.querySelectorAll("[data-progress]").forEach((form) => form.addEventListener("submit", () => {
    const button = form.querySelector("button");
    button.textContent = document.querySelector("[data-reading]").textContent;
    button.setAttribute("aria-busy", "true");
  }));
});
