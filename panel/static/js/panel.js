// Small helps for who has JavaScript; every page works without.
"use strict";

// Whoever is typing is still here: tell the server, at most once in five minutes.
(() => {
  const main = document.querySelector("main[data-still-here]");
  if (!main) return;
  const pause = 5 * 60 * 1000;
  let told = Date.now();
  document.addEventListener("input", () => {
    if (Date.now() - told < pause) return;
    told = Date.now();
    const body = new URLSearchParams({ csrf_token: main.dataset.token });
    fetch(main.dataset.stillHere, { method: "POST", body });
  });
})();

// Where a menu or the heaps are a swipe wide, what one is looking at comes in sight.
for (const here of document.querySelectorAll(".wb-menu [aria-current], .wb-tabs [aria-current]")) {
  const row = here.closest("nav");
  row.scrollLeft = here.offsetLeft - row.offsetLeft - (row.clientWidth - here.offsetWidth) / 2;
}

// A form that cannot be undone asks once more.
document.addEventListener("submit", (event) => {
  const question = event.target.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});

// One press sends a form once.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method !== "post") return;
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "yes";
});

// Coming back with the browser's own button shows the page as it was left; it can be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});
