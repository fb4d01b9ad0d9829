// Who opens the form of a decision is seen to be busy with it, until they leave it. Without this
// script that begins with the first press of a button.
"use strict";

(() => {
  const form = document.querySelector("form[data-claim]");
  if (!form) return;
  const words = (more) =>
    new URLSearchParams({ csrf_token: form.elements.csrf_token.value, stil: "ja", ...more });
  let sent = false;

  fetch(form.dataset.claim, { method: "POST", body: words({}) });
  form.addEventListener("submit", () => { sent = true; });
  window.addEventListener("pagehide", () => {
    if (!sent) navigator.sendBeacon(form.dataset.claim, words({ los: "ja" }));
  });
})();
