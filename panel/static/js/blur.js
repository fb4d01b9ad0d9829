// Drawing a box on a photo fills in the four numbers; typing a number moves the box.
"use strict";

(() => {
  const place = document.getElementById("blur");
  if (!place) return;
  const box = place.querySelector(".wb-blur__box");
  const fields = ["left", "top", "width", "height"].map((name) => document.getElementById(name));
  let from = null;

  const show = () => {
    const [x, y, width, height] = fields.map((field) => Number(field.value) || 0);
    for (const [name, value] of Object.entries({ x, y, width, height })) box.setAttribute(name, value);
  };

  const at = (event) => {
    const room = place.getBoundingClientRect();
    const part = (value, size) => Math.min(100, Math.max(0, (value / size) * 100));
    return [part(event.clientX - room.left, room.width), part(event.clientY - room.top, room.height)];
  };

  const draw = (event) => {
    if (!from) return;
    const to = at(event);
    const start = [0, 1].map((way) => Math.min(99, Math.floor(Math.min(from[way], to[way]))));
    const size = [0, 1].map((way) => Math.max(1, Math.ceil(Math.max(from[way], to[way])) - start[way]));
    [...start, ...size].forEach((value, index) => { fields[index].value = value; });
    show();
  };

  place.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    from = at(event);
    place.setPointerCapture(event.pointerId);
  });
  place.addEventListener("pointermove", draw);
  place.addEventListener("pointerup", (event) => { draw(event); from = null; });
  place.addEventListener("pointercancel", () => { from = null; });
  for (const field of fields) field.addEventListener("input", show);
  show();
})();
