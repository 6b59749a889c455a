/** The browser's address follows the state, and the state follows an address that somebody opens in the same page. */

import { addressOf, readAddress } from "./address.js";
import { announce, h } from "./dom.js";
import { say } from "./words.js";

const PAUSE = 300;
/** Milliseconds after the last change: browsers refuse an address that changes too often. */
const MOST_TOLD = 20;
/** So many sentences are read; an address of thousands of parts would have as many. */

/** The whole link to a state, without the drawer in which somebody copies it; only the part behind "#" where the page has no address of its own. @param {any} state @param {any} hall */
export function linkOf(state, hall) {
  const part = `#${addressOf({ ...state, drawer: null }, hall)}`;
  return /^(https?|file):$/.test(location.protocol) ? location.href.replace(/#.*$/s, "") + part : part;
}

/**
 * Keeps the address. `read` is what {@link readAddress} found when the page began; its sentences are shown in `element`.
 * @param {{ hall: any, store: any }} tools @param {import("./address.js").Read} read
 */
export function keepAddress(tools, read) {
  const { hall, store } = tools;
  const list = h("ul"), heading = h("h2", { id: "address-heading" }, say("address.heading"));
  const close = h("button", { type: "button", on: { click: () => { element.hidden = true; } } }, say("address.close"));
  const element = h("section", { class: "note address", dataset: { part: "address" }, "aria-labelledby": "address-heading" }, heading, list, close);
  let others = read.others, waiting = 0, own = "", may = true;

  /** @param {string[]} sentences */
  function tell(sentences) {
    const first = sentences.slice(0, MOST_TOLD), told = sentences.length > first.length ? [...first, say("address.more", { count: sentences.length - first.length })] : first;
    list.replaceChildren(...told.map((sentence) => h("li", {}, sentence)));
    element.hidden = !told.length;
    if (told.length) announce(told.join(" "));
  }

  function write() {
    const part = `#${addressOf(store.get(), hall, others)}`;
    if (!may || part === own) return;
    try {
      // A page inside another page's text has no address that could be changed, and says so by an error.
      history.replaceState(null, "", part);
      own = part;
    } catch {
      may = false;
    }
  }

  store.subscribe(() => {
    clearTimeout(waiting);
    waiting = setTimeout(write, PAUSE);
  });
  addEventListener("hashchange", () => {
    if (location.hash === own) return;
    clearTimeout(waiting);
    own = location.hash;
    const again = readAddress(location.hash, hall);
    others = again.others;
    tell(again.sentences);
    store.set(again.patch);
  });
  tell(read.sentences);
  /** The address of a state, without "#". @param {any} state */
  const of = (state) => addressOf(state, hall, others);
  /** What an address says. @param {string} text */
  const readText = (text) => readAddress(text, hall);
  const made = { element, tell, of, read: readText };
  // A code, a lesson and the presenter's window make addresses too.
  Object.assign(tools, { address: made });
  return made;
}
