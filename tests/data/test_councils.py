"""The councils that come with the model: found by any of their names, and never by accident."""

from __future__ import annotations

import pickle
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.council.councils import (
    CLASSES,
    SERVICES,
    YEARS,
    Council,
    all_councils,
    find_council,
    search_councils,
    with_funding,
)
from sim.errors import InputError


def test_there_are_353_of_the_declared_shape():
    councils = all_councils()
    assert len(councils) == 353
    assert all_councils() is councils
    for council in councils:
        assert council.klass in CLASSES
        assert len(council.need_m) == len(council.income_m) == len(council.runs) == len(SERVICES) == 8
        assert len(council.funding) == len(council.funding_status) == len(YEARS) == 15
        assert council.funding[0] == 1.0
        assert all((need > 0) == runs for need, runs in zip(council.need_m, council.runs, strict=True))
        assert all(runs or income == 0 for income, runs in zip(council.income_m, council.runs, strict=True))
        assert 0 <= council.unallocated_ratio <= council.reserves_ratio
        assert 0.5 < (sum(council.need_m) - sum(council.income_m)) / council.net_revenue_m < 1.8


def test_camden():
    camden = find_council("Camden")
    assert (camden.code, camden.ecode, camden.klass, camden.region) == ("E09000007", "E5011", "L", "London")
    assert camden.class_name == "London borough"
    assert camden.net_revenue_m == pytest.approx(259.582 * 1.097614, abs=1e-3)
    assert camden.reserves_ratio == pytest.approx((86.317 + 12.854) / 259.582, abs=1e-4)
    assert camden.council_tax_ratio == pytest.approx(97.273 / 259.582, abs=1e-4)
    assert all(camden.runs)
    # Parking pays for the roads and more: the net line is negative, need and income apart are not.
    highways = SERVICES.index("highways_transport")
    assert camden.need_m[highways] > 10
    assert camden.need_m[highways] - camden.income_m[highways] == pytest.approx(-1.708 * 1.097614, abs=1e-3)
    assert camden.control == "Lab"
    assert camden.deprivation == 0.14
    assert camden.childrens_known
    assert camden.funding_status[7] == "accounts"
    assert camden.funding_status[8] == "spending power"
    assert camden.funding_status[12] == "national index"
    assert camden.funding_status[11] == camden.funding_status[14] == "interpolated"


def test_what_a_class_does_not_run_is_masked():
    for council in all_councils():
        off = {service for service, runs in zip(SERVICES, council.runs, strict=True) if not runs}
        expected = {"SD": {"adult_social_care", "childrens_social_care", "highways_transport"}, "SC": {"housing"}}
        assert off == expected.get(council.klass, set()), council.name


@pytest.mark.parametrize(
    "text",
    ["Camden", "camden", " CAMDEN ", "E09000007", "e09000007", "E5011", "London Borough of Camden", "Camden Council"],
)
def test_camden_by_any_name(text):
    assert find_council(text).code == "E09000007"


@pytest.mark.parametrize(
    ("text", "short_name"),
    [
        ("Bristol UA", "Bristol"),
        ("bath & north east somerset", "Bath and North East Somerset"),
        ("Durham County Council", "Durham"),
        ("St. Helens", "St Helens"),
        ("kings lynn and west norfolk", "King's Lynn and West Norfolk"),
        ("City of London", "City of London"),
        ("Nottingham City Council", "Nottingham"),
        ("Nottinghamshire", "Nottinghamshire"),
        ("Medway", "Medway"),
        ("Isles of Scilly", "Isles of Scilly"),
    ],
)
def test_other_names(text, short_name):
    assert find_council(text).short_name == short_name


def test_every_council_is_found_by_each_of_its_names_in_any_case():
    for council in all_councils():
        for text in (council.code, council.ecode, council.name, council.short_name):
            assert find_council(text) is council
            assert find_council(text.upper()) is council
            assert find_council(text.lower()) is council


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("camdn", 'Did you mean "Camden"?'),
        ("Birmingam", 'Did you mean "Birmingham"?'),
        ("Hull", 'Did you mean "Kingston upon Hull"?'),
        ("London", 'Did you mean "City of London"?'),
        ("Newark and Sherwod", 'Did you mean "Newark and Sherwood"?'),
        ("qqqqqqq", "townhall councils"),
    ],
)
def test_a_misspelt_name_gets_the_nearest(text, hint):
    with pytest.raises(InputError) as error:
        find_council(text)
    assert f'"{text}"' in str(error.value)
    assert hint in str(error.value)


def test_an_ambiguous_name_lists_the_candidates():
    with pytest.raises(InputError, match="could be any of") as error:
        find_council("Newcastle")
    assert "Newcastle upon Tyne (E08000021)" in str(error.value)
    assert "Newcastle-under-Lyme (E07000195)" in str(error.value)
    with pytest.raises(InputError, match="more"):
        find_council("West")


@pytest.mark.parametrize("text", ["", "   "])
def test_an_empty_name(text):
    with pytest.raises(InputError, match="is empty"):
        find_council(text)


@given(st.text(max_size=40))
def test_any_text_finds_a_council_or_says_why_not(text):
    try:
        answer = find_council(text).short_name
    except InputError as error:
        answer = str(error)
    assert answer
    assert len(answer.splitlines()) == 1
    assert all(isinstance(council, Council) for council in search_councils(text))


def test_search():
    assert [council.short_name for council in search_councils("camd")] == ["Camden"]
    assert len(search_councils()) == 353
    assert {council.region for council in search_councils("South West")} >= {"South West"}
    assert len(search_councils("metropolitan")) == 36
    assert len(search_councils("London borough")) == 33
    assert search_councils("E09000007")[0].short_name == "Camden"
    assert search_councils("qqqqqqq") == []
    names = [council.short_name for council in search_councils("shire")]
    assert names == sorted(names)


def test_a_council_cannot_be_changed_and_survives_pickling():
    camden = find_council("Camden")
    with pytest.raises(AttributeError):
        camden.klass = "SD"
    assert pickle.loads(pickle.dumps(camden)) == camden
    assert hash(camden) == hash(find_council("E5011"))


def test_with_funding():
    camden = find_council("Camden")
    steady = with_funding(camden, [50.0] * 15)
    assert steady.funding == (1.0,) * 15
    assert set(steady.funding_status) == {"own"}
    assert camden.funding[7] < 0.7
    assert steady.need_m == camden.need_m
    with pytest.raises(InputError, match="needs 15 years"):
        with_funding(camden, [1.0] * 14)
    for bad in (-1.0, 0.0, float("nan"), float("inf")):
        with pytest.raises(InputError, match="funding of 2011"):
            with_funding(camden, [1.0, bad] + [1.0] * 13)


def test_listing_councils_loads_nothing_heavy():
    """`townhall councils` must answer at once: the tables are read without pandas or numpy."""
    code = (
        "import sys; from sim.council.councils import all_councils; assert len(all_councils()) == 353; "
        "print([name for name in ('pandas', 'numpy', 'numba', 'mesa') if name in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
