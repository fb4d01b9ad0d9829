// On a computer that is not one's own the talk ends with its tab. Without this script it ends
// with the browser: then its cookie goes.
"use strict";

(() => {
  const MARK = "wijkbot-gesprek";
  // Who says so on the first page, talks on in this very tab.
  for (const tick of document.querySelectorAll("input[name=geleend]")) {
    tick.form.addEventListener("submit", () => {
      if (tick.checked) sessionStorage.setItem(MARK, "1");
    });
  }
  const close = document.getElementById("sluit");
  if (close && !sessionStorage.getItem(MARK)) close.requestSubmit();
})();
