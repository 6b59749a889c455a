/** Where somebody thinks that a line ends: drawn by pointer, or moved with the arrow keys like a slider. */

import { h, mark, redraw, svg } from "./dom.js";
import { whenResized } from "./resized.js";
import { isShare, monthWords, number, say } from "./words.js";

const KEY_STEPS = 60, ROOM = 0.75, PLACES = /** @type {Record<string, number>} */ ({ ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 6, PageDown: -6 });

/** @param {{ unit: string, names: { mine: string, reference: string }, onEnd: (value: number) => void }} options */
export function createDrawnEnd({ unit, names, onEnd }) {
  const handle = svg("circle", { class: "drawn-handle" }), under = svg("g"), over = svg("g"), drawing = svg("svg", { class: "drawn-end", role: "slider", tabindex: 0, "aria-orientation": "vertical", "aria-label": say("lesson.predict.handle", names),
    on: { pointerdown: press, pointermove: drag, pointerup: () => { dragging = false; }, keydown: key } }, under, handle, over);
  const element = h("div", { class: "drawn" }, drawing);
  let values = /** @type {number[] | null} */ (null), low = 0, high = 1, end = /** @type {number | null} */ (null), locked = false, dragging = false;
  whenResized(element, draw);
  const words = (/** @type {number} */ value) => number(value, unit);
  const last = () => (values ? values[values.length - 1] : (low + high) / 2);

  /** @param {number} value */
  function put(value) {
    if (!locked && values) onEnd(Math.min(high, Math.max(low, value)));
  }
  /** @param {PointerEvent} event */
  function press(event) {
    dragging = true;
    drawing.setPointerCapture?.(event.pointerId);
    drag(event);
  }
  /** @param {PointerEvent} event */
  function drag(event) {
    if (!dragging) return;
    const box = drawing.getBoundingClientRect();
    put(high - ((event.clientY - box.top - box.height * 0.06) / (box.height * 0.8)) * (high - low));
  }
  /** @param {KeyboardEvent} event */
  function key(event) {
    const by = PLACES[event.key], whole = event.key === "Home" ? low : event.key === "End" ? high : undefined;
    if (by === undefined && whole === undefined) return;
    event.preventDefault();
    put(whole ?? (end ?? last()) + (by * (high - low)) / KEY_STEPS);
  }

  function draw() {
    const width = element.clientWidth, height = drawing.clientHeight || 180;
    if (!values || width < 80) return;
    const course = values, months = course.length, letter = parseFloat(getComputedStyle(element).fontSize) || 16;
    const right = width - letter * 1.2, x = (/** @type {number} */ month) => letter * 0.5 + ((right - letter * 0.5) * month) / (months - 1);
    const y = (/** @type {number} */ value) => height * 0.06 + ((high - value) / (high - low)) * height * 0.8;
    drawing.setAttribute("viewBox", `0 0 ${width} ${height}`);
    handle.setAttribute("cx", x(months - 1));
    handle.setAttribute("cy", y(end ?? last()));
    handle.setAttribute("r", letter * 0.6);
    const top = words(high), bottom = words(low);
    redraw(under, [low, high].map((value) => mark("line", { class: "forest-grid", x1: x(0), x2: right, y1: y(value), y2: y(value) })),
      mark("polyline", { class: "drawn-reference", points: course.map((value, month) => `${x(month)},${y(value)}`).join(" ") }),
      end !== null && mark("line", { class: "drawn-mine", x1: x(0), y1: y(course[0]), x2: x(months - 1), y2: y(end) }));
    redraw(over, mark("text", { x: x(0), y: y(high) + letter, class: "forest-tick" }, top), mark("text", { x: x(0), y: y(low) - letter * 0.3, class: "forest-tick" }, bottom),
      mark("text", { x: x(0), y: height - letter * 0.3, class: "forest-tick" }, monthWords(0)), mark("text", { x: right, y: height - letter * 0.3, "text-anchor": "end", class: "forest-tick" }, monthWords(months - 1)));
    drawing.setAttribute("aria-valuemin", low);
    drawing.setAttribute("aria-valuemax", high);
    drawing.setAttribute("aria-valuenow", end ?? last());
    drawing.setAttribute("aria-valuetext", end === null ? say("lesson.predict.not_drawn") : words(end));
    drawing.setAttribute("aria-disabled", String(locked));
  }

  return {
    element,
    words,
    /** Above or below the other line's end, if it was drawn. @param {number | null} value */
    side: (value) => (value === null || !values || Math.abs(value - last()) < (high - low) / KEY_STEPS / 2 ? null : value > last() ? "higher" : "lower"),
    /** @param {number | null} value @param {boolean} isLocked */
    update(value, isLocked) { end = value; locked = isLocked; draw(); },
    /** @param {number[]} given */
    course(given) {
      values = given;
      const least = Math.min(...given), most = Math.max(...given), room = Math.max(most - least, Math.abs(most) * 0.2, 1e-6) * ROOM;
      [low, high] = [Math.max(least >= 0 ? 0 : -Infinity, least - room), isShare(unit) ? Math.min(1, most + room) : most + room];
      draw();
    },
  };
}
