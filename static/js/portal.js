/* Small helps on top of pages that work without them: counters, the guard of changed forms,
   focus on the error summary, one submission for two clicks. */
(() => {
  "use strict";

  /* The same count as portal.ui.counting.count_characters: code points, a line end being one. */
  const countCharacters = (text) => [...text.replace(/\r\n?/g, "\n")].length;

  const showCount = (counter, input, limit) => {
    const left = limit - countCharacters(input.value);
    const words = left < 0 ? counter.dataset.over : counter.dataset.left;
    counter.textContent = words.replace("{n}", Math.abs(left).toLocaleString("en"));
    counter.classList.toggle("counter--over", left < 0);
  };

  const startCounter = (counter) => {
    const input = document.getElementById(counter.dataset.counterFor);
    if (!input || counter.dataset.started) return;
    counter.dataset.started = "yes";
    const limit = Number(input.dataset.counter);
    const spoken = document.createElement("span");
    spoken.className = "govuk-visually-hidden";
    spoken.setAttribute("aria-live", "polite");
    counter.after(spoken);
    let pause;
    input.addEventListener("input", () => {
      showCount(counter, input, limit);
      clearTimeout(pause);
      pause = setTimeout(() => { spoken.textContent = counter.textContent; }, 1000);
    });
    showCount(counter, input, limit);
  };

  const written = (form) => new URLSearchParams(
    [...new FormData(form)].map(([name, value]) => [name, value.name ?? value]),
  ).toString();

  const guard = (form) => {
    if (form.dataset.guarded) return;
    form.dataset.guarded = "yes";
    let saved = written(form);
    form.addEventListener("submit", () => { saved = null; });
    form.addEventListener("portal:saved", () => { saved = written(form); });
    window.addEventListener("beforeunload", (event) => {
      if (form.dataset.guard === "off") return;
      if (saved !== null && form.isConnected && written(form) !== saved) event.preventDefault();
    });
  };

  /* The script of file fields is fetched where there is one. */
  const fetchUploads = (root) => {
    const field = root.querySelector("[data-upload][data-script]");
    if (!field || document.querySelector("script[data-uploads]")) return;
    const script = document.createElement("script");
    script.src = field.dataset.script;
    script.dataset.uploads = "";
    document.head.append(script);
  };

  const start = (root) => {
    fetchUploads(root);
    root.querySelectorAll("[data-counter-for]").forEach(startCounter);
    root.querySelectorAll("form[data-guard]").forEach(guard);
  };

  /* A second click within a second is the same click. */
  const submitted = new WeakMap();
  document.addEventListener("submit", (event) => {
    if (event.target.method !== "post") return;
    const before = submitted.get(event.target) ?? -Infinity;
    if (event.timeStamp - before < 1000) event.preventDefault();
    else submitted.set(event.target, event.timeStamp);
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-error-summary] a[href^='#']");
    const input = link && document.getElementById(link.hash.slice(1));
    if (input) {
      event.preventDefault();
      (input.closest(".govuk-form-group, td") ?? input).scrollIntoView();
      input.focus({ preventScroll: true });
    }
    document.querySelectorAll("details.account[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector("details.account[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  document.addEventListener("htmx:after:swap", () => start(document));
  document.addEventListener("DOMContentLoaded", () => {
    start(document);
    document.querySelector("[data-error-summary]")?.focus();
  });
})();
