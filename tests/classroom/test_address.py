"""The address holds the state: the same after a round trip; a part that is wrong has a sentence, the rest applies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sim import MODEL_VERSION
from sim.council.councils import find_council
from sim.errors import InputError
from sim.scenario.scenario import checked_value, declared, load_scenario
from tests.classroom.pages import Opening, finished, framed
from tests.classroom.random_states import random_state

pytestmark = pytest.mark.browser

ROUND_TRIP = """(states) => {
  const { store, tools: { address } } = townhallClass;
  return states.map((state) => {
    const written = address.of({ ...store.get(), ...state }), { patch, sentences } = address.read("#" + written);
    return [written, patch, sentences];
  });
}"""
STATE = "townhallClass.store.get()"


def said_by(act: Callable[[], Any]) -> str:
    """The sentence that Python has for a mistake."""
    with pytest.raises(InputError) as caught:
        act()
    return str(caught.value)


def notes(page: Any) -> list[str]:
    """The sentences on the page about its address."""
    return list(page.locator("[data-part=address]:not([hidden]) li").all_inner_texts())


def test_two_hundred_states_are_the_same_after_a_round_trip(open_class: Opening) -> None:
    page, states = open_class(), [random_state(seed) for seed in range(200)]
    for state, (written, patch, sentences) in zip(states, page.evaluate(ROUND_TRIP, states), strict=True):
        assert (sentences, patch) == ([], state), written
        assert set(written) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~=&:,;@()%/"), (
            written
        )


@pytest.mark.parametrize("seed", range(3))
def test_a_page_opened_by_an_address_shows_that_state_and_keeps_it(open_class: Opening, seed: int) -> None:
    state = {**random_state(seed), "lesson": None, "step": 0}
    [[written, _, _]] = open_class().evaluate(ROUND_TRIP, [state])
    page = open_class(f"#{written}")
    assert {key: value for key, value in page.evaluate(STATE).items() if key in state} == state
    assert notes(page) == []
    page.wait_for_timeout(500)
    assert page.evaluate("location.hash") == f"#{written}"


def test_the_address_is_short_and_follows_what_is_done(open_class: Opening) -> None:
    page = open_class()
    page.evaluate("townhallClass.store.set({ scenario: 'command', levers: { initial_trust: 0.8 } })")
    page.wait_for_timeout(1000)
    assert (
        page.evaluate("location.hash")
        == f"#council=camden&scenario=command&set=initial_trust:0.8&model={MODEL_VERSION}"
    )


def test_an_address_opened_in_the_same_page_is_followed(open_class: Opening) -> None:
    page = open_class("#council=kent&scenario=command")
    page.evaluate("location.hash = 'council=adur&set=style_mean:0.9&view=x'")
    page.wait_for_timeout(200)
    assert page.evaluate(f"{STATE}.levers") == {"style_mean": 0.9}
    assert page.evaluate(f"[{STATE}.council, {STATE}.scenario]") == [find_council("Adur").code, "baseline"]
    assert notes(page) == [
        'The address names "x" as view, which this page does not have. There are story, people, why.'
    ]


def test_an_address_holds_what_is_pinned_and_a_game_that_is_on(open_class: Opening) -> None:
    page = open_class(
        "#council=leeds&pins=leeds/command~kent/baseline/style_mean:0.8//2013-04:funding(change:-5)&game=class/21"
    )
    pins = page.evaluate(f"{STATE}.pins")
    assert [(find_council("Leeds").code, "command"), (find_council("Kent").code, "baseline")] == [
        (pin["council"], pin["scenario"]) for pin in pins
    ]
    assert pins[1]["levers"] == {"style_mean": 0.8}
    assert pins[1]["events"] == [{"date": "2013-04", "funding": {"change": -5}}]
    assert page.locator(".game .option").count() == 4
    assert "Decision 3 of 5" in page.inner_text(".game")
    assert notes(page) == []


def test_an_address_holds_the_spread_and_the_drawer_that_is_open(open_class: Opening) -> None:
    """Which the link that is copied in a drawer leaves behind; an address of before, without both, is as it was."""
    page = open_class("#council=leeds&scenario=command&spread=shown&drawer=save")
    finished(page)
    assert page.locator("[data-part=save]").is_visible()
    assert page.locator("[data-part=chart] .chart-band").count() == 2
    link = page.locator("#save-link").input_value()
    assert link.endswith(f"#council=leeds&scenario=command&spread=shown&model={MODEL_VERSION}")
    page.evaluate("location.hash = 'council=leeds&scenario=command'")
    page.locator("[data-part=drawer]").wait_for(state="hidden")
    assert page.evaluate(f"[{STATE}.spread, {STATE}.drawer]") == [False, None]
    page.locator("[data-opens=compare]").click()
    page.wait_for_timeout(1000)
    assert page.evaluate("location.hash") == f"#council=leeds&scenario=command&drawer=compare&model={MODEL_VERSION}"
    assert notes(page) == []


def test_another_version_of_the_model_is_said(open_class: Opening) -> None:
    page = open_class("#council=kent&model=0.0.1")
    assert page.evaluate(f"{STATE}.council") == find_council("Kent").code
    [sentence] = notes(page)
    assert "0.0.1" in sentence
    assert MODEL_VERSION in sentence


WRONG = {
    "council=atlantiss": said_by(lambda: find_council("atlantiss")).removesuffix(' "townhall councils" lists them.'),
    "scenario=comand": said_by(lambda: load_scenario("comand")),
    "against=comand": said_by(lambda: load_scenario("comand")),
    "set=style_mean:7": said_by(lambda: checked_value(declared("style_mean"), 7)),
    "set=style_meen:0.5": said_by(lambda: checked_value(declared("style_meen"), 0.5)),
    "set=chief_executive_form:king": said_by(lambda: checked_value(declared("chief_executive_form"), "king")),
    "set=politicians:50": "politicians is 40 in a page, whose councils have their usual sizes; "
    "run other sizes with Python.",
    "set=style_mean": '"style_mean" in the address is no setting; '
    "write a parameter and its value, such as style_mean:0.2.",
    "without=S99": 'There is no theory "S99". They are S01 to S21.',
    "events=2013-13:shock(layer:line,trust:-0.3)": 'The event "2013-13:shock(layer:line,trust:-0.3)" in the '
    'address is left out: the date "2013-13" has no month 13; months run from 01 to 12.',
    "events=tomorrow": '"tomorrow" in the address is no event; write it as in 2013-04:shock(layer:line,trust:-0.3).',
    "seed=-1": 'The seed in the address must be a whole number from 0 to 4294967295, not "-1".',
    "month=1e9": 'The month in the address must be a whole number from 0 to 180, not "1e9".',
    "outcome=indexx": 'The address names "indexx" as outcome, which this page does not have. Did you mean "index"?',
    "row=282": 'The post in the address must be a whole number from 0 to 281, not "282".',
    "lesson=0": "",
    "spread=yes": 'The address names "yes" as spread of runs, which this page does not have. There are shown, hidden.',
    "drawer=cellar": 'The address names "cellar" as drawer, which this page does not have. '
    "There are assumptions, events, compare, council, save.",
    "game=class/9": '"class/9" in the address is no game; '
    "write what it is judged on and the decisions, such as class/21.",
    "game=fame": '"fame" in the address is no game; write what it is judged on and the decisions, such as class/21.',
    "pins=kent/comand": said_by(lambda: load_scenario("comand")),
    "pins=kent/command/style_mean:7": said_by(lambda: checked_value(declared("style_mean"), 7)),
    "pins=kent/command~adur/command~leeds/command~camden/command": "Only 3 scenarios can be pinned; "
    "the address names more, and the first 3 are used.",
    "model=<b>": 'The address names "<b>" as version of the model, which is none; it is left out.',
    "sceanrio=command": 'The address has a part called "sceanrio", which this page does not know; '
    'it is left out. Did you mean "scenario"?',
    "view=%E0%A4%A": "A part of the address holds signs that no browser writes (a % that begins nothing); "
    "it is left out.",
    "set=__proto__:1": 'There is no parameter "__proto__".',
}


def test_every_wrong_part_gets_one_sentence_and_the_rest_applies(open_class: Opening) -> None:
    page = open_class()
    for part, sentence in WRONG.items():
        read = page.evaluate("(text) => townhallClass.tools.address.read(text)", f"#{part}&step=2&window=whole")
        assert (read["patch"]["step"], read["patch"]["window"]) == (2, "whole"), part
        assert len(read["sentences"]) == 1, part
        assert read["sentences"] == [sentence] or not sentence, part


def test_all_that_is_wrong_at_once_is_told_on_the_page(open_class: Opening) -> None:
    page = open_class(
        "#" + "&".join(part for part in WRONG if not part.startswith(("set=_", "set=p"))) + "&window=whole"
    )
    told = notes(page)
    assert len(told) > 10
    assert all(0 < len(sentence) < 300 for sentence in told)
    assert page.evaluate(f"{STATE}.window") == "whole"
    page.get_by_role("button", name="Close this note").click()
    assert notes(page) == []


def test_a_page_names_no_command_of_a_terminal(open_class: Opening) -> None:
    """Whoever opens a link on a telephone has none."""
    told = notes(open_class("#council=xqzzq&scenario=xqzzq&without=Q9"))
    assert len(told) == 3
    assert [sentence for sentence in told if "townhall" in sentence or not sentence.endswith(".")] == []


def test_thousands_of_wrong_parts_are_told_in_a_few_sentences(open_class: Opening) -> None:
    told = notes(open_class("#" + "&".join(f"k{at}=1" for at in range(900)) + "&outcome=xqzzq"))
    assert len(told) == 21
    assert told[-1].startswith("Of 8")
    assert max(map(len, told)) < 200


def test_a_very_long_address_is_cut_and_told(open_class: Opening) -> None:
    page = open_class("#window=whole&without=" + "S12," * 100_000)
    assert page.evaluate(f"{STATE}.window") == "whole"
    assert notes(page) == ["The address is longer than 8000 signs; only its beginning is used."]


def test_nothing_of_an_address_becomes_markup_or_runs(open_class: Opening) -> None:
    bad = "<img src=x onerror=document.title='ran'><script>document.title='ran'</script>"
    page = open_class(f"#council={bad}")
    for part in ("council", "set", "events", "lesson", "model", "view", "nonsense"):
        for text in (bad, bad.replace("<", "%3C").replace(">", "%3E"), "javascript:document.title='ran'"):
            page.evaluate("(text) => { location.hash = text }", f"{part}={text}")
            page.wait_for_timeout(20)
            assert notes(page), part
            assert page.locator("img").count() == 0
    page.wait_for_timeout(100)
    assert page.title() != "ran"


def test_a_page_without_an_address_of_its_own_works(open_class: Opening, class_html: str) -> None:
    frame = framed(open_class, class_html)
    frame.locator("[data-opens=save]").click()
    assert frame.locator("#save-link").input_value() == f"#council=camden&model={MODEL_VERSION}"
    frame.get_by_text("This page has no address of its own here.").wait_for()
    frame.locator("[data-action=lesson], .chip").first.wait_for(state="attached")
