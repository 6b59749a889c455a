/** What somebody has set in a drawer and the state of the page does not hold: it stands there again when the drawer is built anew. */

/** Fields that say so of themselves; those of the model's parameters do not, since the state has their values. */
const KEPT = "[data-keeps]";

/** @typedef {{ find: string, value: string, on: boolean }} KeptField */

/** By what a field, or a group that opens, is found again. @param {any} one */
const findBy = (one) => (one.tagName === "DETAILS" ? `details[data-group="${CSS.escape(one.dataset.group)}"]` : one.type === "radio" ? `[name="${one.name}"][value="${one.value}"]` : `#${one.id}`);

/** @param {any} one */
const isOn = (one) => Boolean(one.checked || one.open);

/** @param {HTMLElement} element @returns {KeptField[]} */
export const keptOf = (element) => [...element.querySelectorAll(KEPT)].map((one) => ({ find: findBy(one), value: /** @type {any} */ (one).value ?? "", on: isOn(one) }));

/** In the order in which they stand, since what is chosen in one may make those behind it. @param {HTMLElement} element @param {KeptField[]} kept */
export function putBack(element, kept) {
  for (const { find, value, on } of kept) {
    const one = /** @type {any} */ (element.querySelector(find));
    if (!one || (isOn(one) === on && (one.value ?? "") === value)) continue;
    if (one.tagName === "DETAILS") { one.open = on; continue; }
    one.checked = on;
    one.value = value;
    for (const name of ["input", "change"]) one.dispatchEvent(new Event(name, { bubbles: true }));
  }
}
