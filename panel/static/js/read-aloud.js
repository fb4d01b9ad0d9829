// "Lees voor": the newest messages aloud, by a voice of the device itself. Nothing is sent.
"use strict";

(() => {
  const button = document.getElementById("lees-voor");
  const voices = window.speechSynthesis;
  if (!button || !voices) return;

  const local = () => voices.getVoices().filter((voice) => voice.localService);
  const voiceFor = (language) => local().find((voice) => voice.lang.startsWith(language));
  const page = document.documentElement.lang;

  // A voice elsewhere would hear the conversation, so without one on the device there is no button.
  const look = () => { button.hidden = button.parentElement.hidden = !voiceFor(page); };
  voices.addEventListener?.("voiceschanged", look);
  look();

  function newest() {
    const items = [...document.querySelectorAll("#berichten .wc-item")];
    const last = items.findLastIndex((item) => item.classList.contains("wc-item--mine"));
    return items.slice(last + 1).flatMap((item) => [...item.querySelectorAll("p:not([class])")]);
  }

  function say(words, language) {
    const voice = voiceFor(language) || voiceFor(page);
    const spoken = new SpeechSynthesisUtterance(words);
    [spoken.voice, spoken.lang] = [voice, voice.lang];
    return spoken;
  }

  button.addEventListener("click", () => {
    const reading = voices.speaking;
    voices.cancel();
    button.textContent = reading ? button.dataset.read : button.dataset.stop;
    if (reading) return;
    const pieces = newest().map((piece) => say(piece.textContent, piece.lang || page));
    const choices = document.querySelectorAll("#keuzes .wc-option");
    pieces.push(...[...choices].map((choice) => say(choice.textContent, page)));
    if (!pieces.length) return;
    pieces.at(-1).addEventListener("end", () => { button.textContent = button.dataset.read; });
    pieces.forEach((piece) => voices.speak(piece));
  });
})();
