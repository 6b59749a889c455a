/** How wide a text is on the page, so that what is drawn fits. */

/** So many widths are remembered, and then none; a page shows a few dozen. */
const MOST_WIDTHS = 200;
/** @type {CanvasRenderingContext2D | null | undefined} */
let measuring;
/** By font and text. @type {Map<string, number>} */
const widths = new Map();

/** @param {Element} host Whose font it has. @param {string} text @param {boolean} [bold] @returns {number} */
export function textWidth(host, text, bold = false) {
  const { fontFamily, fontSize } = getComputedStyle(host), font = `${bold ? "bold " : ""}${fontSize} ${fontFamily}`, key = `${font}\n${text}`;
  const known = widths.get(key);
  if (known !== undefined) return known;
  if (widths.size === MOST_WIDTHS) {
    // A canvas on which nothing is ever drawn keeps every text that it has measured, in Chromium, for as long as it lives.
    measuring = undefined;
    widths.clear();
  }
  measuring ??= document.createElement("canvas").getContext("2d");
  if (!measuring) return text.length * parseFloat(fontSize) * 0.6;
  measuring.font = font;
  const { width } = measuring.measureText(text);
  widths.set(key, width);
  return width;
}

/** As much of a text as fits. @param {Element} host @param {string} text @param {number} room @param {boolean} [bold] */
export function fittedText(host, text, room, bold = false) {
  if (textWidth(host, text, bold) <= room) return text;
  let most = text.length;
  while (most > 1 && textWidth(host, `${text.slice(0, most).trimEnd()}…`, bold) > room) most -= 1;
  return `${text.slice(0, most).trimEnd()}…`;
}
