// Makes a page better where it runs; every page works without it.
"use strict";

// What went wrong is read first.
(function () {
  const summary = document.getElementById("error-summary");
  if (summary) summary.focus();
})();

// Copying an answer for the authority's form.
(function () {
  for (const button of document.querySelectorAll("button[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const text = document.getElementById(button.dataset.copy).textContent;
      await navigator.clipboard.writeText(text);
      const words = button.textContent;
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = words; }, 1500);
    });
  }
  for (const button of document.querySelectorAll("button[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
})();

// A synchronisation that goes on shows how far it is.
(function () {
  const running = document.querySelector("[data-reload]");
  if (running) setTimeout(() => location.assign(running.dataset.reload), 1000);
})();
