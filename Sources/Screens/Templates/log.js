// Makes the form of the log better where it runs; the form works without it.
"use strict";

// The answer of the rules while somebody types, and the answers kept meanwhile. Where the pages come
// over a network, what has not reached the other end is kept in this browser and offered again.
(function () {
  const form = document.querySelector("form[data-live]");
  const place = document.getElementById("live");
  if (!form || !place) return;
  const pause = 400;
  const again = 10000;
  let timer = 0;
  let running = false;
  let waiting = false;
  const kept = keeper(form.dataset.keep);

  async function ask() {
    if (running) { waiting = true; return; }
    running = true;
    try {
      const answer = await fetch(form.dataset.live, {
        method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "manual",
      });
      if (answer.ok) { show(await answer.text()); } else {
        // Whoever is not signed in is led to a page that asks for it.
        kept.failed(answer.type === "opaqueredirect" ? 401 : answer.status);
      }
    } catch (error) {
      kept.failed(0);
      if (form.dataset.keep) { clearTimeout(timer); timer = setTimeout(ask, again); }
    }
    running = false;
    if (waiting) { waiting = false; ask(); }
  }

  function show(html) {
    const read = new DOMParser().parseFromString(html, "text/html").querySelector("[data-asked]");
    if (!read) { kept.failed(401); return; }
    const asked = read.dataset.asked.split(" ");
    if (!waiting) kept.arrived(read.dataset.unread.split(" "));
    place.replaceChildren(...read.childNodes);
    for (const field of form.querySelectorAll("[data-field]")) {
      field.hidden = !asked.includes(field.dataset.field.slice(2));
    }
  }

  function later() {
    kept.typed();
    clearTimeout(timer);
    timer = setTimeout(ask, pause);
  }
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  kept.offer(later);

  // What was typed and has not arrived, by the log's own key.
  function keeper(key) {
    const nothing = { typed() {}, arrived() {}, failed() {}, offer() {} };
    let store;
    try { store = window.localStorage; } catch (error) { return nothing; }
    if (!key || !store) return nothing;
    const prefix = "candour-log-";
    const days = 7;
    const name = prefix + key;
    const unsent = document.getElementById("unsent");

    function values() {
      return [...new FormData(form)].filter(([field]) => field.startsWith("q-"));
    }
    function write(fields) {
      try { store.setItem(name, JSON.stringify({ at: Date.now(), fields })); } catch (error) {
        // A full or closed store keeps nothing; the form is still there.
      }
    }
    function read(of) {
      try { return JSON.parse(store.getItem(of)); } catch (error) { return null; }
    }
    function say(problem) {
      unsent.hidden = !problem;
      for (const words of unsent.querySelectorAll("[data-unreachable],[data-signed-out]")) {
        words.hidden = !(problem in words.dataset);
      }
    }

    return {
      typed() { write(values()); },
      arrived(unread) {
        say("");
        const left = values().filter(([field]) => unread.includes(field.slice(2)));
        if (left.length) { write(left); } else { store.removeItem(name); }
      },
      failed(status) { say(status === 401 ? "signedOut" : "unreachable"); },
      // What was kept and differs from what the page shows.
      offer(changed) {
        for (const other of Object.keys(store).filter((text) => text.startsWith(prefix))) {
          const at = (read(other) || { at: 0 }).at;
          if (Date.now() - at > days * 86400000) store.removeItem(other);
        }
        const found = read(name);
        if (!found) return;
        const shown = new Map(values());
        const missing = found.fields.filter(([field, value]) => value && shown.get(field) !== value);
        if (!missing.length) { store.removeItem(name); return; }
        const box = document.getElementById("kept");
        box.querySelector("[data-typed]").textContent =
          "on " + new Date(found.at).toLocaleString("en-GB", { dateStyle: "long", timeStyle: "short" });
        box.querySelector("[data-words]").textContent = missing.map(([, value]) => value).join("\n");
        box.hidden = false;
        box.querySelector("[data-restore]").addEventListener("click", () => {
          for (const [field, value] of missing) put(field, value);
          box.hidden = true;
          changed();
        });
        box.querySelector("[data-remove]").addEventListener("click", () => {
          store.removeItem(name);
          box.hidden = true;
        });
      },
    };

    function put(field, value) {
      for (const control of form.querySelectorAll("[name=\"" + field + "\"]")) {
        if (control.type === "radio") { control.checked = control.value === value; } else { control.value = value; }
      }
    }
  }
})();
