/** Who adds to a stock, in words, with the theory that it belongs to. */

import { say, wordsAt } from "./words.js";

/** @param {string} name A process of the model, or what the owner of the stock does with it. */
export function ledgerWords(name) {
  const key = name.replaceAll(" ", "_");
  return wordsAt(`why.ledger.${key}`) === undefined ? name.replaceAll("_", " ") : say(`why.ledger.${key}`);
}
