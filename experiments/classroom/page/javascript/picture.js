/** A drawing as a file: with the styles that it has on the page, since a file has no style sheet. */

const SPOKEN = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "stroke-linecap", "opacity", "font-family", "font-size", "font-weight", "text-anchor", "paint-order", "visibility"];
const SHARP = 2;

/** @param {SVGSVGElement} drawing @param {string} title @returns {string} */
export function svgText(drawing, title) {
  const copy = /** @type {SVGSVGElement} */ (drawing.cloneNode(true));
  const there = [drawing, ...drawing.querySelectorAll("*")], here = [copy, ...copy.querySelectorAll("*")];
  there.forEach((element, at) => {
    const style = getComputedStyle(element), one = here[at];
    for (const name of SPOKEN) {
      const value = style.getPropertyValue(name);
      if (value && value !== "normal") one.setAttribute(name, value);
    }
    for (const name of ["class", "style", "tabindex", "role", ...one.getAttributeNames().filter((each) => each.startsWith("aria-"))]) one.removeAttribute(name);
  });
  const { width, height } = drawing.getBoundingClientRect();
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  for (const [name, value] of Object.entries({ width, height, fill: groundOf(drawing) })) ground.setAttribute(name, String(value));
  const name = document.createElementNS("http://www.w3.org/2000/svg", "title");
  name.textContent = title;
  copy.prepend(name, ground);
  return new XMLSerializer().serializeToString(copy);
}

/** The first colour behind a drawing. @param {Element} drawing */
function groundOf(drawing) {
  for (let one = /** @type {Element | null} */ (drawing); one; one = one.parentElement) {
    const colour = getComputedStyle(one).backgroundColor;
    if (colour && colour !== "transparent" && !colour.startsWith("rgba(0, 0, 0, 0")) return colour;
  }
  return "white";
}

/** The same as a picture of points. @param {string} text @returns {Promise<Blob>} */
export async function pngBlob(text) {
  const address = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = image.width * SHARP;
    canvas.height = image.height * SHARP;
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((done, failed) => canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("no picture")))));
  } finally {
    URL.revokeObjectURL(address);
  }
}
