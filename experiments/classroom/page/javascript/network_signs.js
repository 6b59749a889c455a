/** Signs of what has just happened: who came, who left and which posts went: a plus, a broken ring, a cross. */

/** For how many months a sign stays. */
const SIGN_LASTS = 2;
const WHOLE_TURN = 2 * Math.PI;

/**
 * @param {CanvasRenderingContext2D} context @param {string} ink
 * @param {import("./film.js").Film} film @param {import("./places.js").Places} places @param {number} month
 */
export function drawSigns(context, ink, film, { x, y, radius }, month) {
  const { person, left, post } = film.people;
  context.strokeStyle = ink;
  for (let ago = 0; ago < SIGN_LASTS && month - ago > 0; ago++) {
    const now = (month - ago) * film.count, before = now - film.count;
    context.globalAlpha = 1 - ago / SIGN_LASTS;
    context.lineWidth = 2.2;
    context.beginPath();
    for (let one = 0; one < film.count; one++) {
      const size = radius[one] + 2.5;
      if (post[before + one] === 1 && post[now + one] !== 1) {
        for (const side of [-1, 1]) {
          context.moveTo(x[one] - size, y[one] - side * size);
          context.lineTo(x[one] + size, y[one] + side * size);
        }
      } else if (person[now + one] !== person[before + one]) {
        context.moveTo(x[one] - size, y[one]);
        context.lineTo(x[one] + size, y[one]);
        context.moveTo(x[one], y[one] - size);
        context.lineTo(x[one], y[one] + size);
      } else if (left[now + one] === 1) {
        for (const turn of [0.05, 0.38, 0.71]) {
          context.moveTo(x[one] + size * Math.cos(turn * WHOLE_TURN), y[one] + size * Math.sin(turn * WHOLE_TURN));
          context.arc(x[one], y[one], size, turn * WHOLE_TURN, (turn + 0.22) * WHOLE_TURN);
        }
      }
    }
    context.stroke();
  }
  context.globalAlpha = 1;
}
