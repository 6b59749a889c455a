/** Drawings that follow the width of their place. */

/**
 * Have something drawn anew when the size of its place has changed, with the next picture: drawn at once it might change
 * that size again, and a browser then tells of a loop. Returns how to have it end.
 * @param {Element} place @param {() => void} draw @returns {() => void}
 */
export function whenResized(place, draw) {
  let frame = 0;
  const watch = new ResizeObserver(() => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(draw);
  });
  watch.observe(place);
  return () => {
    cancelAnimationFrame(frame);
    watch.disconnect();
  };
}
