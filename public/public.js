// Public pages work as plain HTML; these lines add comfort: showing a password, ticking off its rules while typing,
// times in the reader's zone, and one submission a form. The rules are read from attributes that the server printed.
(() => {
  "use strict";
  document.documentElement.setAttribute("data-scripted", "");

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-show-password]");
    if (!button) return;
    const input = document.getElementById(button.dataset.showPassword);
    const show = input.type === "password";
    input.type = show ? "text" : "password";
    button.setAttribute("aria-pressed", String(show));
  });

  const value = (id) => (document.getElementById(id)?.value ?? "").normalize("NFC");
  const length = (text) => [...text].length;

  const isMet = (rule, text) => {
    const { min, max, pattern, sameAs } = rule.dataset;
    if (min && length(text) < Number(min)) return false;
    if (max && length(text) > Number(max)) return false;
    if (pattern && !new RegExp(pattern, "u").test(text)) return false;
    if (sameAs && (text === "" || text !== value(sameAs))) return false;
    return true;
  };

  const tick = () => {
    for (const list of document.querySelectorAll("[data-checklist]")) {
      const text = value(list.dataset.checklist);
      for (const rule of list.querySelectorAll("li")) rule.toggleAttribute("data-met", isMet(rule, text));
    }
  };
  document.addEventListener("input", tick);
  tick();

  // The server prints UTC; it does not know where its reader is.
  const local = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
  for (const time of document.querySelectorAll("time[datetime]")) {
    time.title = time.textContent.trim();
    time.textContent = local.format(new Date(time.dateTime));
  }

  // A double click is one submission; coming back by the browser's Back makes the form usable again.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent !== undefined) event.preventDefault();
    else form.dataset.sent = "";
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) for (const form of document.forms) delete form.dataset.sent;
    tick();
  });
})();
