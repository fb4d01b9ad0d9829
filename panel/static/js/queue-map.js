// The cards of this page on a map beside the list. The list says it all without it.
"use strict";

(() => {
  const frame = document.querySelector("details[data-areas]");
  const box = document.getElementById("queue-map");
  if (!frame || !box || typeof L === "undefined") return;
  const items = [...document.querySelectorAll("[data-lat]")];
  const wide = window.matchMedia("(min-width: 70rem)");
  let map = null;

  frame.hidden = false;
  frame.addEventListener("toggle", () => { if (frame.open) show(); });
  if (wide.matches) frame.open = true;

  async function show() {
    if (map) return;
    map = L.map(box, { zoomControl: false, scrollWheelZoom: false });
    map.attributionControl.setPrefix(false);
    const pins = items.map(pinOf);
    const answer = await fetch(frame.dataset.areas);
    const shapes = answer.ok ? (await answer.json()).map(shapeOf) : [];
    const bounds = L.latLngBounds(pins.map((pin) => pin.getLatLng()));
    if (!pins.length) for (const shape of shapes) bounds.extend(shape.getBounds());
    // First the view: a pin has no place on a map that shows nothing yet.
    if (bounds.isValid()) map.fitBounds(bounds, { maxZoom: 15, padding: [24, 24] });
    const { tiles, zoomIn, zoomOut } = frame.dataset;
    if (tiles) L.tileLayer(tiles, { attribution: new URL(tiles).hostname }).addTo(map);
    for (const layer of [...shapes, ...pins]) layer.addTo(map);
    L.control.zoom({ zoomInTitle: zoomIn, zoomOutTitle: zoomOut }).addTo(map);
    items.forEach((item, place) => follow(item, pins[place]));
  }

  function shapeOf(area) {
    const layer = L.geoJSON(area.shape, { interactive: false, style: { className: "wb-shape", weight: 1 } });
    const name = document.createElement("span");
    name.textContent = area.name;
    layer.eachLayer((shape) =>
      shape.bindTooltip(name, { permanent: true, direction: "center", className: "wb-shape__name" }));
    return layer;
  }

  function pinOf(item) {
    const place = [Number(item.dataset.lat), Number(item.dataset.lon)];
    return L.circleMarker(place, { radius: 8, className: "wb-pin" });
  }

  // Pointing at one shows the other; a press on a pin goes to its card.
  function follow(item, pin) {
    const light = (on) => {
      item.classList.toggle("wb-item--here", on);
      pin.setRadius(on ? 13 : 8);
      if (on) pin.bringToFront();
    };
    for (const begin of ["mouseenter", "focusin"]) item.addEventListener(begin, () => light(true));
    for (const end of ["mouseleave", "focusout"]) item.addEventListener(end, () => light(false));
    pin.on("mouseover", () => light(true));
    pin.on("mouseout", () => light(false));
    pin.on("click", () => item.querySelector("a").focus());
  }
})();
