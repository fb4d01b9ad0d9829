// A standard text that is chosen is put in the form at once; the button does the same without this.
"use strict";

(() => {
  const box = document.getElementById("standard-texts");
  if (!box) return;
  const known = JSON.parse(document.getElementById("standard-data").textContent);
  const texts = new Map(known.map((one) => [one.key, one]));
  const put = new Map();
  // Gone, not hidden: it would be what Enter presses.
  box.querySelector("button").remove();

  // What was typed stays; what the choice before this one put there, goes.
  const write = (name, words) => {
    const field = document.getElementById(name);
    if (!field) return;
    const before = put.get(name) || "";
    const own = before && field.value.endsWith(before) ? field.value.slice(0, -before.length) : field.value;
    field.value = [own.trimEnd(), words].filter(Boolean).join("\n\n");
    put.set(name, words);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  box.querySelector("select").addEventListener("change", (event) => {
    const chosen = texts.get(event.target.value);
    write("told", chosen ? chosen.text : "");
    write("told_en", chosen ? chosen.text_en : "");
    write("url", chosen ? chosen.url : "");
  });
})();
