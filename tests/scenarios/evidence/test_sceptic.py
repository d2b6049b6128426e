"""The sceptic: every borrowed effect at its least favourable end, and nothing else."""

from __future__ import annotations

from fnmatch import fnmatchcase

import pytest

import mentorlab as ml
from mentorlab.scenarios.assumptions.mechanisms import with_values
from mentorlab.scenarios.assumptions.outcomes import HEADLINES, OUTCOMES
from mentorlab.scenarios.evidence.ledger import parameters
from mentorlab.scenarios.evidence.sceptic import NOT_BORROWED, UNFAVOURABLE, declared, sceptical


def at(assumptions, path):
    for part in path.split("."):
        assumptions = getattr(assumptions, part)
    return assumptions


@pytest.mark.parametrize("path", UNFAVOURABLE)
def test_every_borrowed_effect_has_a_range_and_goes_to_the_end_named(path):
    parameter = declared(path)
    assert parameter.low < parameter.high
    assert at(sceptical(ml.Scenario()).assumptions, path) == getattr(parameter, UNFAVOURABLE[path])


def test_every_number_with_a_range_is_borrowed_or_it_is_said_why_not():
    ranged = {path for path, one in parameters() if one.low < one.high}
    patterns = [pattern for those in NOT_BORROWED.values() for pattern in those.split()]
    left_alone = [path for path in ranged for pattern in patterns if fnmatchcase(path, pattern)]
    unnamed = sorted(ranged - {*UNFAVOURABLE, *left_alone})
    assert not unnamed, f"name the end a sceptic takes, or why it is left alone in NOT_BORROWED: {unnamed}"
    assert sorted([*UNFAVOURABLE, *left_alone]) == sorted(ranged)  # each once
    gone = [one for one in patterns if not any(fnmatchcase(path, one) for path in ranged)]
    assert not gone, "no longer in the ledger"


def test_nothing_but_the_borrowed_effects_changes():
    scenario = ml.load("reverse")
    doubted = sceptical(scenario)
    back = with_values(doubted.assumptions, {path: declared(path).default for path in UNFAVOURABLE})
    assert back == scenario.assumptions
    assert doubted.model_copy(update={"assumptions": scenario.assumptions}) == scenario


def test_what_was_set_by_hand_is_overwritten():
    by_hand = with_values(ml.Assumptions(), {"transport": 5.0})
    assert sceptical(ml.Scenario(assumptions=by_hand)).assumptions.transport == declared("transport").low


def test_a_switch_stays_where_it_was():
    off = ml.Scenario(assumptions=ml.Assumptions(off=("crowding",)))
    assert sceptical(off).assumptions.off == ("crowding",)


def test_a_programme_gains_less_under_a_sceptics_assumptions(small):
    def gains(doubt):
        pair = [doubt(small(employees=200, share=0.3, arm=arm)) for arm in ("none", "reverse")]
        found = ml.compare(pair, replicates=6, jobs=1).values
        return dict(zip((outcome.name for outcome in OUTCOMES), (found[1] - found[0]).mean(axis=0), strict=True))

    usual, doubted = gains(lambda scenario: scenario), gains(sceptical)
    assert all(doubted[name] < usual[name] for name in HEADLINES)
