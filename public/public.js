// Public pages work as plain HTML; these lines add comfort: showing a password, ticking off its rules while typing,
// times in the reader's zone, one submission a form, and patience with a busy portal. The rules are read from attributes
// that the server printed.
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

  // The server prints UTC; it does not know where its reader is.
  const local = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
  const enliven = () => {
    for (const time of document.querySelectorAll("time[datetime]")) {
      time.title = time.textContent.trim();
      time.textContent = local.format(new Date(time.dateTime));
    }
    tick();
  };
  enliven();

  // A busy portal says so (503) and when to come again. A form with a password asks again by itself, a little later than
  // told so that not everybody comes at once: nobody should have to type a password twice.
  const TRIES = 4;
  const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const ask = async (form) => {
    const body = new URLSearchParams(new FormData(form));
    for (let left = TRIES; ; left -= 1) {
      const answer = await fetch(form.action, { method: "POST", body });
      if (answer.status !== 503 || left === 1) return answer;
      await pause(Number(answer.headers.get("Retry-After") ?? 2) * (1 + Math.random()));
    }
  };
  const send = async (form) => {
    let answer;
    try {
      answer = await ask(form);
    } catch {
      form.submit(); // Nobody answers: the browser says that best.
      return;
    }
    if (answer.redirected) {
      location.assign(answer.url);
      return;
    }
    // Its own style, which this page has already, bears a nonce that is not this page's.
    const text = (await answer.text()).replace(/<style[^>]*>[^<]*<\/style>/, "");
    const page = new DOMParser().parseFromString(text, "text/html");
    document.title = page.title;
    document.body.replaceWith(page.body);
    enliven();
    document.querySelector("[autofocus]")?.focus();
  };

  // A double click is one submission; coming back by the browser's Back makes the form usable again.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const isSent = form.dataset.sent !== undefined;
    form.dataset.sent = "";
    if (isSent || form.dataset.patient !== undefined) event.preventDefault();
    if (!isSent && form.dataset.patient !== undefined) send(form);
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) for (const form of document.forms) delete form.dataset.sent;
    tick();
  });
})();
