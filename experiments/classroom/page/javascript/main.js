/** The page: loads the model, keeps the state, shows one view at a time. */

import { load } from "./townhall.js";
import { InputError } from "./python.js";
import { announce, held } from "./dom.js";
import { say } from "./words.js";
import { createStore, FIRST_STATE } from "./store.js";
import { createSession } from "./session.js";
import { headline } from "./sentences.js";
import { createShell } from "./shell.js";
import { createStory } from "./story.js";
import { createPeople } from "./people.js";
import { createWhy } from "./why.js";
import { createDrawers } from "./drawer.js";
import { createAssumptions } from "./assumptions.js";
import { createEvents } from "./dated.js";
import { createCompare } from "./compare.js";
import { createCouncil } from "./find_council.js";
import { createSave } from "./save.js";
import { readAddress } from "./address.js";
import { keepAddress } from "./address_bar.js";
import { createLesson } from "./lesson.js";
import { createGame } from "./game.js";
import { presenterWanted, showPresenter } from "./presenter.js";

/** @type {Record<import("./store.js").State["view"], (tools: any) => any>} */
const VIEW_MAKERS = { story: createStory, people: createPeople, why: createWhy };
/** @type {Record<NonNullable<import("./store.js").State["drawer"]>, (tools: any) => any>} */
const DRAWER_MAKERS = { assumptions: createAssumptions, events: createEvents, compare: createCompare, council: createCouncil, save: createSave };
const FIRST_COUNCIL = "Camden";

/** One sentence in the place of the page. @param {string} sentence */
function instead(sentence) {
  const place = document.getElementById("instead");
  if (place) { place.hidden = false; place.textContent = sentence; }
  document.body.dataset.ready = sentence;
}

/** What the page begins with: as the address says, else as it was made. @param {any} hall @param {any} patch */
function beginning(hall, patch) {
  const given = held("start") ?? {}, council = hall.council(given.council || FIRST_COUNCIL).code;
  return { ...FIRST_STATE, council, lesson: given.lesson ?? null, ...patch, ...(patch.council ? {} : { council }) };
}

async function begin() {
  const hall = await load();
  const read = readAddress(location.hash, hall), store = createStore(beginning(hall, read.patch)), session = createSession(hall, store);
  const tools = { hall, store, session };
  const views = /** @type {Record<string, any>} */ ({}), drawers = createDrawers(tools, DRAWER_MAKERS), address = keepAddress(tools, read);
  const lesson = createLesson(tools), game = /** @type {any} */ (createGame(tools)), shell = createShell(tools, { lesson, game, drawers, address });
  let shown = "", waits = false;
  const update = () => {
    waits = false;
    const state = store.get(), ensemble = session.ensemble();
    views[state.view] ??= VIEW_MAKERS[state.view](tools);
    if (shown !== state.view) {
      if (shown) views[shown].hide?.();
      shell.show(views[state.view].element);
      shown = state.view;
    }
    shell.update(state, ensemble);
    views[shown].update(state, ensemble);
    lesson.update(state, ensemble);
    game.update(state, ensemble);
    drawers.update(state, ensemble, state.drawer && !(/** @type {any} */ (tools).hidesHeadline?.(state)) ? headline(ensemble, state, hall).clauses[0].text : "");
  };
  const soon = () => { if (!waits) { waits = true; queueMicrotask(update); } };
  store.subscribe(soon);
  session.subscribe(update);
  Object.assign(globalThis, { townhallClass: { store, session, hall, tools } });
  update();
  session.start();
  document.getElementById("instead")?.remove();
  document.body.dataset.ready = "yes";
}

(presenterWanted() ? Promise.resolve().then(showPresenter) : begin()).catch((error) => {
  instead(error instanceof InputError ? error.message : say("story.trouble", { what: error instanceof Error ? error.message : String(error) }));
  if (!(error instanceof InputError)) console.error(error);
});
addEventListener("unhandledrejection", (event) => {
  if (event.reason?.name === "AbortError") event.preventDefault();
  else announce(say("story.trouble", { what: event.reason?.message ?? String(event.reason) }));
});
