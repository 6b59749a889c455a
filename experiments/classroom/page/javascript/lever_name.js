/** What a parameter is called as a lever. */

import { capital, declaredWords, say, wordsAt } from "./words.js";

/** @param {string} name */
export const leverName = (name) => (wordsAt(`story.levers.${name}`) ? say(`story.levers.${name}.name`) : capital(declaredWords(name.replaceAll("_", " "))));
