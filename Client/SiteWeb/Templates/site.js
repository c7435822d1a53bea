// Makes a page better where it runs; every page works without it.
"use strict";

// The answer of the rules while somebody types, and the answers kept on this computer meanwhile.
(function () {
  const form = document.querySelector("form[data-live]");
  const place = document.getElementById("live");
  if (!form || !place) return;
  const pause = 400;
  let timer = 0;
  let running = false;
  let waiting = false;

  async function ask() {
    if (running) { waiting = true; return; }
    running = true;
    try {
      const answer = await fetch(form.dataset.live, {
        method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "error",
      });
      if (answer.ok) show(await answer.text());
    } catch (error) {
      // The form itself says what is wrong when it is sent.
    }
    running = false;
    if (waiting) { waiting = false; ask(); }
  }

  function show(html) {
    const read = new DOMParser().parseFromString(html, "text/html").querySelector("[data-asked]");
    if (!read) return;
    const asked = read.dataset.asked.split(" ");
    place.replaceChildren(...read.childNodes);
    for (const field of form.querySelectorAll("[data-field]")) {
      field.hidden = !asked.includes(field.dataset.field.slice(2));
    }
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(ask, pause);
  }
  form.addEventListener("input", later);
  form.addEventListener("change", later);
})();

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
