// The place of a contribution on a map. Without tiles the shapes of the wijken still say where;
// without JavaScript the words above it do.
"use strict";

(() => {
  const box = document.getElementById("map");
  const data = document.getElementById("map-data");
  if (!box || !data || typeof L === "undefined") return;
  const { areas, pin, tiles } = JSON.parse(data.textContent);
  box.hidden = false;
  const map = L.map(box, { zoomControl: false, scrollWheelZoom: false });
  map.attributionControl.setPrefix(false);
  L.control.zoom({ zoomInTitle: box.dataset.zoomIn, zoomOutTitle: box.dataset.zoomOut }).addTo(map);
  if (tiles) L.tileLayer(tiles, { attribution: new URL(tiles).hostname }).addTo(map);

  const here = L.featureGroup();
  const all = L.featureGroup();
  for (const area of areas) {
    const look = area.here ? "wb-shape wb-shape--here" : "wb-shape";
    const shape = L.geoJSON(area.shape, { interactive: false, style: { className: look, weight: 2 } });
    shape.eachLayer((layer) => layer.bindTooltip(escaped(area.name), { permanent: true, direction: "center", className: "wb-shape__name" }));
    shape.addTo(map);
    (area.here ? here : all).addLayer(shape);
  }
  if (pin) here.addLayer(L.circleMarker(pin, { radius: 9, className: "wb-pin", interactive: false }).addTo(map));
  map.fitBounds((here.getLayers().length ? here : all).getBounds(), { maxZoom: 16, padding: [20, 20] });

  function escaped(text) {
    const holder = document.createElement("span");
    holder.textContent = text;
    return holder;
  }
})();
