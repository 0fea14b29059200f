// A page that builds itself: the snippet comes from a template, moves, and goes.
const left = document.getElementById("left");
const right = document.getElementById("right");
const shown = () => document.querySelector("#left > *, #right > *");

document.getElementById("show").addEventListener("click", () => {
  left.replaceChildren(document.getElementById("snippet").content.cloneNode(true));
  right.replaceChildren();
});
document.getElementById("hide").addEventListener("click", () => shown()?.remove());
document.getElementById("move").addEventListener("click", () => {
  const widget = shown();
  if (widget) (left.contains(widget) ? right : left).append(widget);
});
