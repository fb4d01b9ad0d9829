// A press on the map fills in the spot. Without a map one types or pastes it.
"use strict";

(() => {
  const box = document.getElementById("spot-map");
  const field = document.getElementById("spot");
  if (!box || !field || typeof L === "undefined") return;
  let pin = null;
  box.hidden = false;
  const map = L.map(box, { zoomControl: false, scrollWheelZoom: false });
  map.attributionControl.setPrefix(false);
  show();

  async function show() {
    const answer = await fetch(box.dataset.areas);
    const shapes = answer.ok ? (await answer.json()).map(shapeOf) : [];
    const bounds = L.latLngBounds([]);
    for (const shape of shapes) bounds.extend(shape.getBounds());
    if (!bounds.isValid()) {
      box.hidden = true;
      return;
    }
    map.fitBounds(bounds, { padding: [10, 10] });
    const { tiles, zoomIn, zoomOut } = box.dataset;
    if (tiles) L.tileLayer(tiles, { attribution: new URL(tiles).hostname }).addTo(map);
    for (const shape of shapes) shape.addTo(map);
    L.control.zoom({ zoomInTitle: zoomIn, zoomOutTitle: zoomOut }).addTo(map);
    map.on("click", (event) => choose(event.latlng));
    field.addEventListener("change", mark);
    mark();
  }

  function choose(place) {
    field.value = `${place.lat.toFixed(5)}, ${place.lng.toFixed(5)}`;
    mark();
  }

  function mark() {
    if (pin) pin.remove();
    const numbers = field.value.split(/[,; ]+/).map(Number);
    const known = numbers.length === 2 && numbers.every(Number.isFinite) && field.value.trim();
    pin = known ? L.circleMarker(numbers, { radius: 9, className: "wb-pin", interactive: false }) : null;
    if (pin) pin.addTo(map);
  }

  function shapeOf(area) {
    const layer = L.geoJSON(area.shape, { interactive: false, style: { className: "wb-shape", weight: 1 } });
    const name = document.createElement("span");
    name.textContent = area.name;
    layer.eachLayer((shape) =>
      shape.bindTooltip(name, { permanent: true, direction: "center", className: "wb-shape__name" }));
    return layer;
  }
})();
