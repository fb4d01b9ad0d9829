// One searchable list of the plan, for who has a script: what does not have the words is hidden.
"use strict";

(() => {
  for (const picker of document.querySelectorAll("[data-picker]")) {
    const plan = picker.querySelector(".wb-picker__plan");
    if (plan) search(picker, plan);
  }

  function search(picker, plan) {
    const field = document.createElement("input");
    const label = document.createElement("label");
    const none = document.createElement("p");
    field.type = "search";
    field.id = "plan-search";
    field.className = "utrecht-textbox utrecht-textbox--html-input";
    field.autocomplete = "off";
    label.htmlFor = field.id;
    label.className = "utrecht-form-label";
    label.textContent = picker.dataset.search;
    none.className = "wb-aside";
    none.setAttribute("role", "status");
    plan.before(label, field, none);
    const open = new Map([plan, ...plan.querySelectorAll("details")].map((one) => [one, one.open]));

    const wanted = () => plain(field.value).split(/\s+/).filter(Boolean);
    field.addEventListener("input", () => {
      const words = wanted();
      const found = show(plan, words);
      none.textContent = found || !words.length ? "" : picker.dataset.none;
      for (const [one, before] of open) one.open = words.length ? true : before;
    });
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== "ArrowDown") return;
      // Enter would send the form before anything was chosen: here it takes the first one.
      event.preventDefault();
      const seen = [...plan.querySelectorAll("input")].filter((one) => one.checkVisibility());
      const first = seen.find((one) => has(one.labels[0], wanted())) ?? seen[0];
      if (!first) return;
      first.focus();
      first.checked = true;
    });
  }

  // Shows the branches that have all words, those around them, and all below them.
  function show(branch, words) {
    let found = 0;
    for (const under of below(branch)) {
      const here = has(under.querySelector("summary, label"), words);
      const deeper = show(under, here ? [] : words);
      under.hidden = !here && !deeper;
      if (!under.hidden) found += 1;
    }
    return found;
  }

  function below(branch) {
    return [...branch.querySelectorAll("[data-branch]")].filter(
      (one) => one.parentElement.closest("[data-branch], .wb-picker__plan") === branch,
    );
  }

  function has(label, words) {
    const text = plain(label.textContent);
    return words.every((word) => text.includes(word));
  }

  function plain(text) {
    return text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
  }
})();
