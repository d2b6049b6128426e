"""Comparisons, made of arrays: what is held against what, and what JSON, tables and sentences say."""

from __future__ import annotations

import io
import json
import math
from dataclasses import replace

import numpy as np
import pytest

from mentorlab.agents.base.refusal import Refused
from mentorlab.experiments.cli.tables.comparison import show_comparison
from mentorlab.experiments.show.wording.comparison import (
    more_replicates_in_words,
    sentence_of,
    verdict_in_words,
    warnings_of,
)
from mentorlab.experiments.show.wording.numbers import amount, people_cell
from mentorlab.experiments.studies.comparison import Comparison
from mentorlab.experiments.studies.stopping.rules import Choice
from mentorlab.scenarios.assumptions.outcomes import HEADLINES, OUTCOME

NAMES = tuple(OUTCOME)
INNOVATION, INCLUSION, RETENTION = (NAMES.index(name) for name in HEADLINES)
PARTICIPANTS = NAMES.index("participants.inclusion")
PEOPLE = {"participants.innovation": 5.0, "participants.inclusion": 2.0, "participants.retention": 3.0}
LEVELS = {"innovation": 40.0, "inclusion": 60.0, "retention": 88.0}


def comparison(shifts: dict[str, dict[str, float]], *, replicates: int = 30, **more) -> Comparison:
    """Return a comparison of scenarios whose outcomes are the baseline's, shifted, with a little luck of their own."""
    luck = np.random.default_rng(1)
    base = luck.normal(50, 5, (replicates, len(NAMES)))
    for name, level in LEVELS.items():
        base[:, NAMES.index(name)] = luck.normal(level, 2, replicates)
    values, same_people, digests = [], [], []
    for row, shift in enumerate(shifts.values()):
        own = base.copy()
        for name, by in shift.items():
            own[:, NAMES.index(name)] += by + (luck.normal(0, 0.1, replicates) if by else 0)
        people = np.full_like(base, np.nan)
        for place, name in enumerate(NAMES):
            if name.startswith("participants.") and row == 0:
                own[:, place] = np.nan
            elif name.startswith("participants."):
                people[:, place] = base[:, place]
        values.append(own)
        same_people.append(people)
        digests.append([f"{sorted(shift.items())}{r}".encode() for r in range(replicates)])
    return Comparison(
        tuple(shifts), np.array(values), np.array(same_people), np.array(digests, dtype="S200"), **more
    )  # fmt: skip


@pytest.fixture(scope="module")
def three() -> Comparison:
    return comparison(
        {
            "none": {},
            "reverse": {"innovation": 5.0, "inclusion": 0.2, "participants.inclusion": 6.0},
            "bad": {"retention": -2.0, "innovation": 0.0},
        }
    )


def test_verdicts_follow_the_differences(three):
    assert three.findings["reverse"]["innovation"].verdict == "better"
    assert three.findings["reverse"]["inclusion"].verdict == "equivalent"
    assert three.findings["bad"]["retention"].verdict == "worse"


def test_what_is_read_at_launch_is_reported_and_not_judged(three):
    found = three.findings["reverse"]
    assert three.mean("reverse", "network.isolates_at_launch") == pytest.approx(50, abs=5)
    assert found["network.isolates_at_launch"].verdict is None
    assert found["network.isolates_at_launch"].difference is None
    assert found["network.isolates"].verdict is not None


def test_less_is_good_where_the_outcome_says_so():
    found = comparison({"none": {}, "calm": {"quits": -3.0}, "busy": {"quits": 3.0}}).findings
    assert (found["calm"]["quits"].verdict, found["busy"]["quits"].verdict) == ("better", "worse")


def test_participants_are_held_against_the_same_people_and_not_the_baseline(three):
    finding = three.findings["reverse"]["participants.inclusion"]
    assert finding.difference == pytest.approx(6.0, abs=0.1)
    assert finding.verdict == "better"
    assert three.findings["none"]["participants.inclusion"].mean is None


def test_a_scenario_against_itself_differs_in_nothing():
    again = comparison({"a": {"innovation": 1.0}, "a (2)": {"innovation": 1.0}})
    again.values[1] = again.values[0]
    outcomes = again.data["scenarios"]["a (2)"]["outcomes"]
    with_value = [entry for entry in outcomes.values() if entry["difference"] is not None]
    assert len(with_value) > 30
    assert {(entry["difference"], entry["verdict"]) for entry in with_value} == {(0.0, "equivalent")}
    assert "a (2) and a come to exactly the same" in again.sentence()


def test_a_small_effect_that_is_relative_is_a_share_of_the_baseline(three):
    mean = three.values[0, :, INNOVATION].mean()
    assert three.smallest_effects["innovation"] == pytest.approx(0.05 * mean)
    assert three.smallest_effects["inclusion"] == 1.0
    assert three.smallest_effects["participants.innovation"] == 1.0  # fixed, with a practical reason


def test_participants_are_a_share_of_how_the_baselines_own_fare_without_a_programme():
    found = comparison({"none": {}, "reverse": {}}, asked_effects=({"participants.innovation": "10 %"}, {}))
    people = NAMES.index("participants.innovation")
    found.same_people[0, :, people] = 25.0
    assert found.smallest_effects["participants.innovation"] == pytest.approx(0.10 * 25)


@pytest.mark.parametrize("name", list(OUTCOME))
def test_a_scenario_that_is_added_moves_no_smallest_effect(name):
    asked = ({}, {"participants.motivation": "3 %", "cash": "4 %", "openness": "1 %"})
    shifts = {"none": {}, "some": {"hours": 10.0, "participants.innovation": 3.0, "inclusion": 2.0}}
    irrelevant = {"more": {"hours": 5000.0, "cash": 1e6, "innovation": 9.0, "participants.innovation": -20.0}}
    two, three = comparison(shifts, asked_effects=asked), comparison(shifts | irrelevant, asked_effects=asked)
    for found in (two, three):
        found.values[0, :, [NAMES.index(one) for one in ("cash", "hours", "extra_ideas")]] = 0.0
        found.values[0, :, NAMES.index("break_even_value")] = np.nan
        found.same_people[2:] += 30
    assert three.smallest_effects[name] == two.smallest_effects[name]
    assert Choice(name).race(three)[1] == Choice(name).race(two)[1]


def test_where_the_baseline_has_nothing_the_smallest_effect_is_the_outcomes_own_or_one_unit():
    asked = ({"cash": "4 %", "participants.openness_gain": "7 %", "quits": "5 %"},)
    nothing = comparison({"none": {}, "some": {"hours": 10.0}}, asked_effects=asked)
    nothing.values[0, :, [NAMES.index(one) for one in ("cash", "hours", "quits")]] = 0.0
    nothing.values[0, :, NAMES.index("break_even_value")] = np.nan
    told = [nothing.smallest_effects[one] for one in ("cash", "hours", "break_even_value")]
    assert told == [1.0, 1.0, 1.0]
    assert nothing.smallest_effects["participants.openness_gain"] == 1.0
    assert nothing.smallest_effects["quits"] == 0.5


def test_scenarios_may_say_what_matters_to_them():
    asked = comparison({"none": {}, "some": {}}, asked_effects=({"retention": "1 %"}, {"inclusion": 4}))
    assert asked.smallest_effects["inclusion"] == 4
    assert asked.smallest_effects["retention"] == pytest.approx(0.01 * asked.mean("none", "retention"))


def test_scenarios_that_disagree_on_what_matters_are_refused():
    with pytest.raises(Refused, match="say 1 and 2"):
        _ = comparison({"none": {}, "some": {}}, asked_effects=({"inclusion": 1}, {"inclusion": 2})).smallest_effects


def test_data_is_json_without_nan_and_in_the_order_of_the_scenarios(three):
    text = json.dumps(three.data, allow_nan=False)
    assert list(json.loads(text)["scenarios"]) == ["none", "reverse", "bad"]
    assert three.data["family_size"] == 6
    assert "-0.0," not in text


def test_data_has_every_field_of_every_outcome(three):
    fields = ["mean", "difference", "low", "high", "better_in", "equal_in", "better_in_varied", "p10", "p90"]
    fields += ["robustness", "verdict", "more_replicates", "correlation", "variance_reduction", "unit", "direction"]
    for entry in three.data["scenarios"].values():
        assert list(entry["outcomes"]) == list(NAMES)
        assert all(list(outcome) == fields for outcome in entry["outcomes"].values())


def test_the_baseline_is_told_by_its_means_alone(three):
    entry = three.data["scenarios"]["none"]["outcomes"]["innovation"]
    told = {"mean": entry["mean"], "difference": 0, "unit": OUTCOME["innovation"].unit, "direction": 1}
    assert entry == {**dict.fromkeys(entry), **told}


def test_ranks_count_the_scenarios_that_are_better(three):
    assert [three.ranks[name]["innovation"] for name in three.names] == [2, 1, 2]
    assert [three.ranks[name]["retention"] for name in three.names] == [1, 1, 3]
    assert three.ranks["none"]["participants.inclusion"] is None


def test_any_scenario_can_be_the_baseline():
    turned = comparison({"none": {}, "reverse": {"innovation": 5.0}}, baseline_row=1)
    assert turned.baseline == "reverse"
    assert turned.findings["none"]["innovation"].verdict == "worse"


def test_fewer_than_twenty_replicates_decide_nothing():
    few = comparison({"none": {}, "reverse": {"innovation": 50.0}}, replicates=19)
    assert few.findings["reverse"]["innovation"].verdict == "undecided"
    assert "that takes at least 20" in few.sentence()


def test_the_same_arrays_give_the_same_bytes(three):
    again = Comparison(three.names, three.values, three.same_people, three.digests)
    assert json.dumps(again.data) == json.dumps(three.data)


def test_tables_are_tidy(three):
    frame = three.to_frame()
    assert len(frame) == 3 * len(NAMES)
    row = frame[(frame.scenario == "reverse") & (frame.outcome == "innovation")].iloc[0]
    assert (row.verdict, row.family) == ("better", "headline")
    runs = three.runs
    assert len(runs) == 3 * 30 * len(NAMES)
    one = runs[(runs.scenario == "bad") & (runs.replicate == 7) & (runs.outcome == "retention")]
    assert one.value.item() == three.values[2, 7, RETENTION]


def test_a_mean_is_told_where_the_baseline_has_no_value():
    only = comparison({"none": {}, "reverse": {"innovation": 1.0}})
    only.values[0, :, NAMES.index("rapport")] = math.nan
    entry = only.data["scenarios"]["reverse"]["outcomes"]["rapport"]
    assert entry["mean"] == pytest.approx(np.mean(only.values[1, :, NAMES.index("rapport")]))
    assert entry["difference"] is entry["verdict"] is None


def test_the_sentence_says_what_and_against_what_and_that_it_is_simulated(three):
    said = sentence_of(three)
    assert said.startswith(
        "reverse is the best choice: no other design is shown to do as well for the people in it. In 30"
    )
    for words in (
        "30 simulated futures",
        "improves innovation by 5.0",
        "none",
        "assumptions",
        "simulated, not measured",
    ):
        assert words in said
    assert "Only chance differs between the futures; the assumptions were held fixed." in said


def test_only_a_scenario_that_nothing_equals_is_called_the_best(three):
    assert three.answer.best == ("reverse",)
    equal = comparison({"none": {}, "one": PEOPLE, "other": PEOPLE})
    assert equal.answer.best == ("one", "other")
    assert equal.sentence().startswith("one and other share the first place")


def test_verdicts_are_said_in_plain_words(three):
    def said(name, headline):
        return verdict_in_words(three.findings[name][headline], OUTCOME[headline], three.smallest_effects[headline])

    assert said("reverse", "inclusion") == "no difference that matters (less than 1.0)"
    assert said("bad", "retention") == "worse"
    few = comparison({"none": {}, "reverse": {"innovation": 50.0}}, replicates=12).findings["reverse"]["innovation"]
    assert verdict_in_words(few, OUTCOME["innovation"], 1.0) == "not yet clear: rerun with --replicates 20"


def test_a_number_of_replicates_beyond_reason_is_not_told_in_words():
    luck = np.random.default_rng(2).normal(0, 1, 30)
    wide = comparison({"none": {}, "reverse": {"inclusion": 0.1}})
    wide.values[1, :, INCLUSION] += 100 * (luck - luck.mean())
    finding = wide.findings["reverse"]["inclusion"]
    assert finding.more_replicates > 20 * 30
    assert verdict_in_words(finding, OUTCOME["inclusion"], 1.0) == "cannot be settled at this programme size"
    assert "it would take too many replicates to settle that" in more_replicates_in_words(wide)


def test_more_replicates_are_no_promise(three):
    few = comparison({"none": {}, "reverse": {"innovation": 50.0}}, replicates=12)
    assert more_replicates_in_words(few).startswith("Nothing is decided below 20 replicates: use at least --repl")
    luck = np.random.default_rng(2).normal(0, 1, 30)
    for spread, words in ((4.0, "has about an even chance of deciding"), (100.0, "luck hides the difference")):
        wide = comparison({"none": {}, "reverse": {"inclusion": 0.1}})
        wide.values[1, :, INCLUSION] += spread * (luck - luck.mean())
        assert words in more_replicates_in_words(wide)


def test_a_programme_without_pairs_is_warned_of_and_no_programme_is_not():
    found = comparison({"none": {}, "reverse": {}, "empty": {}}, programmes=(False, True, True))
    taking_part = NAMES.index("taking_part")
    found.values[0, :, taking_part] = 0.0
    found.values[2, :7, taking_part] = 0.0
    (warning,) = warnings_of(found)
    assert warning.startswith("empty formed no pair in 7 of 30 futures")


def test_one_is_told_in_the_singular():
    one = comparison({"none": {}, "reverse": {}}, replicates=1)
    assert "In 1 simulated future of" in one.sentence()


def test_a_narrow_terminal_shows_the_same_words_as_a_wide_one(three):
    from rich.console import Console

    long = replace(three, what_differs=("reverse: " + "sessions every week; " * 9,))
    told = []
    for width in (80, 118):
        shown = Console(width=width, file=io.StringIO(), markup=False, highlight=False)
        show_comparison(shown, long, everything=False)
        lines = shown.file.getvalue().splitlines()
        assert max(map(len, lines)) <= width
        assert lines[lines.index("What differs from none:") + 2].startswith("    ")
        told.append(sorted(word for line in lines for word in line.split() if not word.startswith("─")))
    assert told[0] == told[1]


def test_nothing_is_not_written_as_minus_nothing():
    assert amount(-0.01, signed=True) == "0.0"
    assert amount(-0.06, signed=True) == "-0.1"


def test_groups_under_five_are_not_shown():
    assert [people_cell(count) for count in (0, 1, 4, 5)] == ["0", "under 5", "under 5", "5"]
