// The place of a contribution on a map. Without tiles the shapes of the wijken still say where;
// without JavaScript the words above it do.
"use strict";

(() => {
  const box = document.getElementById("map");
  const data = document.getElementById("map-data");
  if (!box || !data || typeof L === "undefined") return;
  const { areas, pin, wanted, tiles } = JSON.parse(data.textContent);
  box.hidden = false;
  const map = L.map(box, { zoomControl: false, scrollWheelZoom: false });
  map.attributionControl.setPrefix(false);

  const shapes = areas.map((area) => ({ area, layer: shapeOf(area) }));
  const near = shapes.filter(({ area }) => area.here);
  const bounds = L.latLngBounds([]);
  for (const { layer } of near.length ? near : shapes) bounds.extend(layer.getBounds());
  for (const spot of [pin, wanted]) if (spot) bounds.extend(spot);
  // First the view: a pin has no place on a map that shows nothing yet.
  map.fitBounds(bounds, { maxZoom: 16, padding: [20, 20] });

  if (tiles) L.tileLayer(tiles, { attribution: new URL(tiles).hostname }).addTo(map);
  for (const { layer } of shapes) layer.addTo(map);
  // On either side, so that of two that lie close no name covers a pin.
  if (pin) mark(pin, "wb-pin", wanted && box.dataset.now, "left");
  if (wanted) mark(wanted, "wb-pin wb-pin--wanted", box.dataset.wanted, "right");
  L.control.zoom({ zoomInTitle: box.dataset.zoomIn, zoomOutTitle: box.dataset.zoomOut }).addTo(map);

  function mark(spot, className, name, direction) {
    const marker = L.circleMarker(spot, { radius: 9, className, interactive: false }).addTo(map);
    const offset = [direction === "left" ? -9 : 9, 0];
    if (name) marker.bindTooltip(name, { permanent: true, direction, offset });
  }

  function shapeOf(area) {
    const className = area.here ? "wb-shape wb-shape--here" : "wb-shape";
    const layer = L.geoJSON(area.shape, { interactive: false, style: { className, weight: 2 } });
    const name = document.createElement("span");
    name.textContent = area.name;
    const label = { permanent: true, direction: "center", className: "wb-shape__name" };
    layer.eachLayer((shape) => shape.bindTooltip(name, label));
    return layer;
  }
})();
