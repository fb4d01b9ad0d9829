// The chat without page loads, for who has JavaScript. The pages and forms are the same ones:
// a form is sent as it is, and what comes back is the part of the page that changed.
"use strict";

(() => {
  const talk = document.getElementById("gesprek");
  const write = document.getElementById("schrijf");
  if (!talk || !write || "past" in talk.dataset) return;

  const FIRST_WAIT = 1000;
  const LONGEST_WAIT = 15000;
  const LARGEST_PHOTO = 10e6;
  const field = document.getElementById("antwoord");
  const notice = document.getElementById("melding");
  let sending = false;
  let wait = FIRST_WAIT;
  let timer = 0;

  document.documentElement.classList.add("wc-with-script");
  offerPlace();
  if (!location.hash) bring(document.getElementById("laatste"));

  // Sending

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.getAttribute("action") !== "/chat") return;
    event.preventDefault();
    if (!sending) send(form, event.submitter);
  });

  field.addEventListener("keydown", (event) => {
    // Enter sends, as in every chat; Shift+Enter begins a new line.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    write.requestSubmit();
  });

  async function send(form, submitter) {
    const file = form.querySelector("input[type=file]")?.files[0];
    if (file && file.size > LARGEST_PHOTO) return tell(notice.dataset.large);
    if (form === write && !field.value.trim()) return field.focus();
    const body = new FormData(form);
    if (submitter?.name) body.set(submitter.name, submitter.value);
    busy(true);
    try {
      const headers = { "Wijkbot-Piece": "1" };
      const answer = await fetch("/chat", { method: "POST", body, headers });
      const told = await answer.text();
      if (!answer.ok) return tell(answer.status < 500 || told ? told : notice.dataset.broken);
      tell("");
      if (form === write) field.value = "";
      show(told, form);
    } catch {
      // The same form may be sent again: its number shows that it is the same.
      tell(notice.dataset.offline);
    } finally {
      busy(false);
      soon();
    }
  }

  function busy(now) {
    sending = now;
    document.body.classList.toggle("wc-busy", now);
    talk.setAttribute("aria-busy", String(now));
  }

  function tell(sentence) {
    notice.textContent = sentence;
    if (sentence) bring(notice);
  }

  // Showing

  // Put what is new into the page; what stands there stays, so a screen reader reads only news.
  function show(html, sentBy) {
    const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("gesprek");
    if (!fresh) return;
    if (fresh.dataset.language !== document.documentElement.lang) return location.reload();
    const hadFocus = document.getElementById("keuzes").contains(document.activeElement);
    const first = add(fresh.querySelectorAll("#berichten > li"));
    document.getElementById("keuzes").replaceWith(fresh.querySelector("#keuzes"));
    talk.dataset.mark = fresh.dataset.mark;
    write.elements.nonce.value = fresh.dataset.nonce;
    offerPlace();
    if (hadFocus) continueAt(document.getElementById("keuzes"));
    if (first && (sentBy || nearTheEnd())) bring(first);
  }

  // Returns the first of our own messages that was not there before.
  function add(items) {
    const list = document.getElementById("berichten");
    let before = null;
    let first = null;
    for (const item of [...items].reverse()) {
      const known = document.getElementById(item.id);
      if (!known) {
        list.insertBefore(item, before);
        if (!item.classList.contains("wc-item--mine")) first = item;
      }
      before = known ?? item;
    }
    return first;
  }

  // Who chose with the keyboard goes on at the next choices, or else at the field.
  function continueAt(choices) {
    const next = choices.querySelector("form") ? choices : field;
    next.focus({ preventScroll: true });
  }

  function nearTheEnd() {
    const page = document.documentElement;
    return page.scrollHeight - page.scrollTop - page.clientHeight < 400;
  }

  function bring(element) {
    element?.scrollIntoView({ block: element === notice ? "center" : "start" });
  }

  // What is opened at the bottom of the page must not stay behind the field.
  document.addEventListener("toggle", ({ target }) => {
    if (target.matches(".wc-photo[open]")) target.scrollIntoView({ block: "nearest" });
  }, true);

  // Sharing a place

  function offerPlace() {
    const button = document.querySelector("[data-share-place]");
    if (button && navigator.geolocation) button.hidden = false;
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-share-place]");
    if (!button || sending) return;
    const options = { timeout: 15000, maximumAge: 60000, enableHighAccuracy: true };
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        button.form.elements.place.value = `${coords.latitude},${coords.longitude}`;
        send(button.form);
      },
      () => tell(notice.dataset.place),
      options,
    );
  });

  // Looking for news: soon after something happened, then less and less often

  function soon() {
    wait = FIRST_WAIT;
    plan();
  }

  function plan() {
    clearTimeout(timer);
    if (!document.hidden) timer = setTimeout(look, wait);
  }

  async function look() {
    wait = Math.min(LONGEST_WAIT, wait * 1.5);
    const asked = talk.dataset.mark;
    try {
      const answer = sending ? null : await fetch(`/chat?after=${encodeURIComponent(asked)}`);
      const told = answer?.status === 200 ? await answer.text() : "";
      // What was sent meanwhile has shown the news already; again would take the focus away.
      if (told && !sending && asked === talk.dataset.mark) {
        show(told);
        wait = FIRST_WAIT;
      }
    } catch {
      // No connection: the next look tells.
    }
    plan();
  }

  document.addEventListener("visibilitychange", soon);
  plan();
})();
