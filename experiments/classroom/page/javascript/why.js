import { h } from "./dom.js";

/** Stands here until it is written. @param {any} _tools @returns {any} */
export const createWhy = (_tools) => ({ element: h("div"), update() {} });
