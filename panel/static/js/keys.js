// Keys for who has a script and wants them: `?` tells which. Off in fields, and in one's account.
"use strict";

(() => {
  const keys = document.getElementById("keys");
  if (!keys) return;
  const close = keys.querySelector("button");
  close.addEventListener("click", () => keys.close());

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (keys.open || isField(event.target)) return;
    if (act(event.key)) event.preventDefault();
  });

  // True where the key was one of ours on this page.
  function act(key) {
    if (key === "?") return keys.showModal() ?? true;
    if (key === "/") return search();
    if (key === "j" || key === "k") return move(key) || press(key);
    return key.length === 1 && press(key);
  }

  // What a key does is said by the page: a link or a button with that key.
  function press(key) {
    const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    target?.click();
    return Boolean(target);
  }

  function search() {
    const field = document.querySelector("input[type=search]");
    if (!field) return press("/");
    const around = field.closest("details");
    if (around) around.open = true;
    field.focus();
    field.select();
    return true;
  }

  // To the next or the one before in a list; Enter then opens it, as it does any link.
  function move(key) {
    const links = [...document.querySelectorAll("[data-walk] a[data-walk-to]")];
    if (!links.length) return false;
    const here = links.findIndex((link) => link.closest("li").contains(document.activeElement));
    const to = key === "j" ? Math.min(here + 1, links.length - 1) : Math.max(here - 1, 0);
    links[to].focus();
    return true;
  }

  function isField(target) {
    if (!(target instanceof HTMLElement)) return false;
    if (target.isContentEditable || target.matches("textarea, select")) return true;
    return target.matches("input") && !["button", "checkbox", "radio", "submit"].includes(target.type);
  }
})();

// In the form of an act one begins where something is to be done: what is wrong, else sending what
// is there to be seen, else the first field. Ctrl and Enter press its first button.
(() => {
  const form = document.querySelector("[data-act]");
  if (!form || !document.getElementById("keys")) return;
  const wrong = form.querySelector("[aria-invalid=true]");
  const first = form.querySelector("[data-send]") ?? form.querySelector("textarea, select");
  const begin = wrong ?? (location.hash ? null : first);
  begin?.focus({ preventScroll: true });
  begin?.scrollIntoView({ block: "nearest" });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("button[type=submit]"));
  });
})();

// How long what one decided can still be undone.
(() => {
  const waiting = [...document.querySelectorAll("[data-until]")];
  if (!waiting.length) return;
  const began = Date.now();
  const left = new Map(waiting.map((one) => [one, Number(one.dataset.left) * 1000]));
  const tick = () => {
    for (const [one, ms] of left) {
      const seconds = Math.ceil((ms - (Date.now() - began)) / 1000);
      one.textContent = seconds > 0 ? one.dataset.soon.replace("%", seconds) : one.dataset.gone;
    }
  };
  tick();
  setInterval(tick, 1000);
})();
