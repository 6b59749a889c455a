/** Elements, without any markup: text from a URL, a code or a file can never become an element. */

const SVG_SPACE = "http://www.w3.org/2000/svg";
const ONE_SECOND = 1000;

/**
 * @typedef {string | number | Node | null | undefined | false} Child
 * @typedef {Record<string, any>} Props `class`, `on: {click}`, `dataset`, a property of the element, or an attribute.
 * @typedef {{ tag: string, attributes: Record<string, string>, children: (Mark | string)[] }} Mark What an element is to be.
 */

/** @param {Element} element @param {Props} props @param {boolean} drawn Whether it is a drawing, which has attributes only. */
function furnishWith(element, props, drawn) {
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") for (const [event, then] of Object.entries(value)) element.addEventListener(event, then);
    else if (name === "class") element.setAttribute("class", value);
    else if (name === "dataset") Object.assign(/** @type {HTMLElement} */ (element).dataset, value);
    else if (name === "style") Object.assign(/** @type {HTMLElement} */ (element).style, value);
    else if (!drawn && name in element && !name.startsWith("aria") && name !== "list" && name !== "role") /** @type {any} */ (element)[name] = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
}

/** What children there are, of those that are said. @param {any[]} children @returns {any[]} */
const thoseSaid = (children) => children.flat(Infinity).filter((one) => one !== null && one !== undefined && one !== false && one !== "");

/** @param {Element} element @param {any[]} children */
function fillWith(element, children) {
  for (const child of thoseSaid(children)) element.append(child instanceof Node ? child : String(child));
}

/** An element of HTML. @param {string} tag @param {Props} props @param {...(Child | Child[])} children @returns {any} */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  fillWith(element, children); // before the properties: a select takes its value only once its options are there
  furnishWith(element, props ?? {}, false);
  return element;
}

/** An element of a drawing. @param {string} tag @param {Props} props @param {...(Child | Child[])} children @returns {any} */
export function svg(tag, props = {}, ...children) {
  const element = document.createElementNS(SVG_SPACE, tag);
  fillWith(element, children);
  furnishWith(element, props ?? {}, true);
  return element;
}

/** What {@link redraw} is to make an element: only attributes, nobody hears it. @param {string} tag @param {Record<string, any>} attributes @param {...any} children @returns {Mark} */
export const mark = (tag, attributes = {}, ...children) => ({
  tag, attributes: Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined && value !== null && value !== false).map(([name, value]) => [name, value === true ? "" : String(value)])),
  children: thoseSaid(children).map((one) => (typeof one === "object" ? one : String(one))),
});

/**
 * Have an element hold just these. What is there of the same kind in the same place is changed and stays: what draws at
 * every state of the page would else make thousands of elements in a minute, and leave the room between them.
 * @param {Element} place @param {...any} marks Of {@link mark}, or text.
 */
export function redraw(place, ...marks) {
  const wanted = thoseSaid(marks);
  wanted.forEach((one, at) => {
    const there = place.childNodes[at];
    if (typeof one !== "object") {
      if (there instanceof Text) { if (there.data !== String(one)) there.data = String(one); }
      else if (there) there.replaceWith(String(one));
      else place.append(String(one));
      return;
    }
    const stays = there instanceof Element && there.localName === one.tag;
    const element = stays ? there : document.createElementNS(place.namespaceURI, one.tag);
    if (stays) for (const name of element.getAttributeNames()) if (!(name in one.attributes)) element.removeAttribute(name);
    for (const [name, value] of Object.entries(one.attributes)) if (element.getAttribute(name) !== value) element.setAttribute(name, value);
    redraw(element, one.children);
    if (!stays) there ? there.replaceWith(element) : place.append(element);
  });
  while (place.childNodes.length > wanted.length) place.lastChild?.remove();
}

const heldNow = /** @type {Map<string, any>} */ (new Map());

/** What the page holds under a name: words, lessons, map. Read once, since it is asked for at every picture. @param {string} name @returns {any} */
export function held(name) {
  if (!heldNow.has(name)) {
    const text = document.getElementById(`class-${name}`)?.textContent;
    heldNow.set(name, text ? JSON.parse(text) : undefined);
  }
  return heldNow.get(name);
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let liveTimer;

/** Have a screen reader say a sentence: the last one only, a second after the last call. @param {string} sentence */
export function announce(sentence) {
  clearTimeout(liveTimer);
  liveTimer = setTimeout(() => {
    const live = document.getElementById("live");
    if (live && live.textContent !== sentence) live.textContent = sentence;
  }, ONE_SECOND);
}

/** Whether the system asks for no motion. */
export const prefersStill = () => globalThis.matchMedia?.("(prefers-reduced-motion: reduce)").matches ?? false;
