/** How wide a text is on the page, so that what is drawn fits. */

/** @type {CanvasRenderingContext2D | null | undefined} */
let measuring;

/** @param {Element} host Whose font it has. @param {string} text @param {boolean} [bold] @returns {number} */
export function textWidth(host, text, bold = false) {
  measuring ??= document.createElement("canvas").getContext("2d");
  const { fontFamily, fontSize } = getComputedStyle(host);
  if (!measuring) return text.length * parseFloat(fontSize) * 0.6;
  measuring.font = `${bold ? "bold " : ""}${fontSize} ${fontFamily}`;
  return measuring.measureText(text).width;
}

/** As much of a text as fits. @param {Element} host @param {string} text @param {number} room @param {boolean} [bold] */
export function fittedText(host, text, room, bold = false) {
  if (textWidth(host, text, bold) <= room) return text;
  let most = text.length;
  while (most > 1 && textWidth(host, `${text.slice(0, most).trimEnd()}…`, bold) > room) most -= 1;
  return `${text.slice(0, most).trimEnd()}…`;
}
