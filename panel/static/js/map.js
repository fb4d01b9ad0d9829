// Shows the place of an initiative on a background map, where the gemeente has one. Without this
// script, or when no tile arrives, the drawn map on the page stays.
(() => {
  "use strict";
  const box = document.querySelector("[data-map]");
  if (!box || !window.L) return;
  const { lon, lat, tiles, label, credit } = box.dataset;
  const place = [Number(lat), Number(lon)];
  box.hidden = false;
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", label);
  const map = L.map(box, { scrollWheelZoom: false }).setView(place, 16);
  const layer = L.tileLayer(tiles, { maxZoom: 19, attribution: credit }).addTo(map);
  let arrived = 0;
  layer.on("tileload", () => { arrived += 1; });
  layer.once("load", () => {
    if (arrived) return;
    map.remove();
    box.hidden = true;
  });
  L.circle(place, { radius: 20, interactive: false }).addTo(map);
})();
