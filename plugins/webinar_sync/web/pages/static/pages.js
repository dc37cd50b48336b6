// What HTML cannot: the light or dark of Airflow's UI, and links out of the frame that it puts pages in.
"use strict";

const theme = localStorage.getItem("theme");
if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;

// Airflow's frame may not navigate the window around it. The window's own router may: it is told of a
// new address as by the browser's back button.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-airflow]");
  if (!link || window.parent === window || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  window.parent.history.pushState({}, "", link.href);
  window.parent.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
});
