"""When a study has run enough: rules as files have them, what they decide, and what a result says of it."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from mentorlab.agents.base.refusal import Refused
from mentorlab.experiments.cli.tables.comparison import show_comparison, show_next
from mentorlab.experiments.show.wording.comparison import warnings_of
from mentorlab.experiments.studies.comparison import Comparison
from mentorlab.experiments.studies.stopping.rules import Choice, Fixed, Precision, Rule, looks
from mentorlab.experiments.studies.stopping.until import rule_of
from mentorlab.scenarios.assumptions.outcomes import HEADLINES, OUTCOME, OUTCOMES

NAMES = tuple(OUTCOME)
PLACE = {name: place for place, name in enumerate(NAMES)}
RETENTION = PLACE["retention"]


def study(shifts: dict[str, float], *, outcome="retention", noise=0.3, n=300, key=1, **more) -> Comparison:
    """Return a study of scenarios that share their luck, shifted on one outcome, with a little luck of their own."""
    luck = np.random.default_rng(key)
    shared = luck.normal(60, 3, (n, len(OUTCOMES)))
    values = np.repeat(shared[None], len(shifts), axis=0)
    values += luck.normal(0, noise, values.shape)
    values[:, :, PLACE[outcome]] += np.array(list(shifts.values()))[:, None]
    digests = np.array([[f"{name}{r}" for r in range(n)] for name in shifts], dtype="S30")
    return Comparison(tuple(shifts), values, shared[None] + np.zeros_like(values), digests, **more)


def run_only(whole: Comparison, run: np.ndarray) -> Comparison:
    """Return a study as far as it was run: (scenarios, replicates) flags."""
    n = run.shape[1]
    values, people = whole.values[:, :n].copy(), whole.same_people[:, :n].copy()
    values[~run], people[~run] = np.nan, np.nan
    return replace(whole, values=values, same_people=people, digests=np.where(run, whole.digests[:, :n], b""))


def drive(rule: Rule, whole: Comparison) -> tuple[Comparison, list[int]]:
    """Run a study as its rule asks; return what there is at the end and where the rule looked."""
    run = np.zeros(whole.values.shape[:2], dtype=bool)
    rows, upto, looked = list(range(len(whole.names))), rule.first, []
    while True:
        run[rows, :upto] = True
        found = run_only(whole, run[:, :upto])
        decision = rule.decide(found)
        looked.append(upto)
        if decision.done:
            return replace(found, enough=rule.enough(found)), looked
        assert decision.replicates > upto
        rows, upto = list(decision.rows), decision.replicates


# Rules as a study file has them


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        (30, Fixed(30)),
        ({"replicates": 7}, Fixed(7)),
        ({"precision": {"retention": 0.5}, "cap": 500}, Precision({"retention": 0.5}, cap=500)),
        ({"choice": "quits", "confidence": 0.9, "floor": 40}, Choice("quits", 0.9, 40)),
        ({"choice": "my.own", "indifference": 2}, Choice("my.own", indifference=2)),
    ],
)
def test_a_rule_is_read_and_written_the_same(said, rule):
    assert rule_of(said, known=["my.own"]) == rule
    assert rule_of(json.loads(json.dumps(rule.asked)), known=["my.own"]) == rule


def test_a_rule_is_told_in_words():
    assert Fixed(1).describe() == "1 replicate of every scenario"
    said = Precision({"retention": 0.5, "inclusion": 1}, cap=2000).describe()
    assert said == "until retention to ± 0.5 and inclusion to ± 1 in every scenario, 20 to 2,000 replicates"
    assert "best on retention if it leads by the smallest effect that matters" in Choice("retention").describe()
    assert "leads by 2 (confidence 0.9)" in Choice("retention", 0.9, indifference=2).describe()


@pytest.mark.parametrize(
    ("said", "fields", "words"),
    [
        ("forever", ["until"], "must say when to stop"),
        ({}, ["until"], "does not say when to stop"),
        ({"precison": {"retention": 1}}, ["until"], "Did you mean 'precision'?"),
        ({"choice": "retention", "replicates": 5}, ["until"], "says replicates and choice"),
        ({"replicates": 0}, ["until.replicates"], "1 or more"),
        ({"replicates": 30, "cap": 50}, ["until.cap"], "unknown here"),
        ({"choice": "retentoin", "cpa": 5}, ["until.cpa", "until.choice"], "Did you mean 'retention'?"),
        ({"choice": ["retention"]}, ["until.choice"], "name of one outcome"),
        ({"choice": "retention", "confidence": 95}, ["until.confidence"], "between 0.5 and 0.999"),
        ({"choice": "retention", "confidence": True}, ["until.confidence"], "between"),
        ({"choice": "retention", "indifference": -1}, ["until.indifference"], "above 0"),
        ({"choice": "retention", "floor": 5, "cap": "x"}, ["until.floor", "until.cap"], "20 or more"),
        ({"choice": "retention", "floor": 50, "cap": 40}, ["until.cap"], "floor of 50"),
        ({"precision": {}}, ["until.precision"], "names no outcome"),
        ({"precision": "retention"}, ["until.precision"], "names no outcome"),
        ({"precision": {"retention": 0, "inclusoin": 1}}, ["until.precision.inclusoin", "until.precision.retention"],
         "Did you mean 'inclusion'?"),
        ({"precision": {"retention": float("nan")}}, ["until.precision.retention"], "above 0"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_rule_is_said_all_at_once_at_its_place(said, fields, words):
    with pytest.raises(Refused) as refused:
        rule_of(said, known=[])
    assert [problem.field for problem in refused.value.problems] == fields
    assert words in str(refused.value)


def test_an_outcome_that_is_not_measured_is_refused():
    with pytest.raises(Refused, match="Did you mean 'retention'"):
        Choice("retentoin").decide(study({"none": 0, "one": 1}))


# A number, a precision


def test_a_number_is_a_number():
    whole = study({"none": 0, "one": 1})
    found, looked = drive(Fixed(33), whole)
    assert (found.replicates, looked, found.enough.reached) == (33, [33], True)
    assert not Fixed(33).decide(whole.first(32)).done


def test_a_precision_ends_at_the_first_look_that_is_as_narrow():
    rule = Precision({"retention": 0.4})
    found, looked = drive(rule, study({"none": 0, "one": 1, "two": -1}, noise=1.0))
    assert looked == [n for n in looks(20, 1000) if n <= found.replicates]
    half = [(f.high - f.low) / 2 for name in found.others for f in [found.findings[name]["retention"]]]
    assert max(half) <= 0.4
    before = found.first(looked[-2])
    assert max((f.high - f.low) / 2 for n in found.others for f in [before.findings[n]["retention"]]) > 0.4
    assert found.enough.reached
    assert found.enough.selection is None


def test_a_precision_of_two_outcomes_waits_for_both():
    whole = study({"none": 0, "one": 1}, noise=1.0)
    one = drive(Precision({"retention": 0.5}), whole)[0].replicates
    assert drive(Precision({"retention": 0.5, "inclusion": 0.3}), whole)[0].replicates > one


def test_more_replicates_than_a_precision_needed_change_nothing():
    whole, rule = study({"none": 0, "one": 1}, noise=1.0), Precision({"retention": 0.4})
    found, _ = drive(rule, whole)
    assert rule.decide(whole)[:2] == (True, found.replicates)


def test_a_precision_that_is_not_reached_says_what_stayed_wide():
    found, looked = drive(Precision({"retention": 0.01}, cap=40), study({"none": 0, "one": 1}))
    assert looked[-1] == found.replicates == 40
    assert not found.enough.reached
    assert found.enough.said == "Not as precise at the cap of 40 replicates: retention of one."


def test_a_precision_waits_neither_for_identical_runs_nor_for_a_scenario_without_values():
    whole = study({"none": 0, "same": 0, "empty": 0, "one": 1})
    whole.values[1], whole.digests[1] = whole.values[0], whole.digests[0]
    whole.values[2, :, RETENTION] = np.nan
    found, looked = drive(Precision({"retention": 0.5}), whole)
    assert looked == [20]
    assert found.enough.reached


# A choice


def test_a_choice_ends_when_it_is_settled_and_stops_the_others_before():
    found, _ = drive(Choice("retention"), study({"none": 0, "good": 1.0, "bad": -9.0, "fair": 0.8}, noise=0.8))
    chosen = found.enough.selection
    assert chosen.chosen == "good"
    assert chosen.settled
    assert found.used["bad"] < found.used["good"] == found.replicates == found.data["replicates"]
    assert chosen.used == found.used
    assert chosen.saved == sum(found.replicates - number for number in found.used.values()) > 0


@pytest.mark.parametrize("noise", [0.3, 1.2, 3.0])
def test_a_choice_is_the_same_when_every_run_is_there(noise):
    shifts = {"none": 0, "good": 1.0, "bad": -4.0, "fair": 0.3}
    whole = study(shifts, noise=noise, n=1000)
    rule = Choice("retention", cap=1000)
    found, _ = drive(rule, whole)
    all_of_it = rule.enough(whole).selection
    assert replace(found.enough.selection, used={}, saved=0) == replace(all_of_it, used={}, saved=0)
    assert rule.decide(whole).done


def test_a_choice_grows_in_steps_that_are_neither_single_nor_wasteful():
    _, looked = drive(Choice("retention"), study({"none": 0, "good": 0.5}, noise=3.0, n=1000))
    assert 3 < len(looked) < 25
    assert all(later <= np.ceil(1.25 * sooner) for sooner, later in pairwise(looked))


def test_less_is_better_where_the_outcome_says_so():
    found, _ = drive(Choice("quits"), study({"none": 0, "more": 3.0, "fewer": -3.0}, outcome="quits"))
    assert found.enough.selection.chosen == "fewer"


def test_the_baseline_may_be_the_best():
    found, _ = drive(Choice("retention"), study({"none": 0, "bad": -3.0}))
    assert found.enough.selection.chosen == "none"
    assert "Best on retention: none after 20 replicates" in found.sentence()


def test_scenarios_that_never_differ_are_chosen_together():
    whole = study({"none": 0, "nothing": 0, "bad": -3.0})
    whole.values[1], whole.digests[1] = whole.values[0], whole.digests[0]
    found, _ = drive(Choice("retention"), whole)
    assert (found.enough.selection.chosen, found.enough.selection.within_delta) == ("none", ("none", "nothing"))
    assert found.replicates < 80
    assert "none and nothing, which never differed, after 60 replicates" in found.sentence()


def test_a_choice_too_close_at_the_cap_says_so_and_names_none():
    found, looked = drive(Choice("retention", cap=60), study({"none": -9, "one": 0, "two": 0.0}, noise=5.0))
    assert looked[-1] == 60
    chosen = found.enough.selection
    assert (chosen.chosen, chosen.settled, chosen.within_delta) == (None, False, ("one", "two"))
    assert "too close to call after 60 replicates: the candidates left are one and two." in found.sentence()
    assert not found.enough.reached


def test_a_relative_indifference_is_taken_from_the_first_stage_alone():
    whole = study({"none": 0, "one": 1.0}, outcome="innovation")
    rule = Choice("innovation")
    early = rule.enough(whole.first(20)).selection.indifference
    assert early == pytest.approx(0.05 * whole.values[0, :20, PLACE["innovation"]].mean())
    assert rule.enough(whole).selection.indifference == early
    assert Choice("innovation", indifference=0.7).enough(whole).selection.indifference == 0.7


def test_participants_are_compared_by_what_they_gain():
    whole = study({"one": 0, "two": 1.0}, outcome="participants.inclusion", noise=0.1)
    whole.same_people[1, :, PLACE["participants.inclusion"]] += 9.0
    assert drive(Choice("participants.inclusion"), whole)[0].enough.selection.chosen == "one"


def test_there_may_be_nothing_to_choose_between():
    whole = study({"none": 0, "one": 1.0})
    whole.values[0, :, RETENTION] = np.nan
    found, looked = drive(Choice("retention"), whole)
    assert looked == [20]
    assert (
        found.enough.said
        == "There is nothing to choose between on retention. none had no value of it and could not be chosen."
    )


# What a result says of it


@pytest.fixture(scope="module")
def uneven() -> Comparison:
    """A choice that stopped one scenario after 20 futures and went on with the others."""
    whole = study({"none": 0, "good": 0.6, "bad": -9.0, "fair": 0.3}, noise=0.8, programmes=(False, True, True, True))
    found, _ = drive(Choice("retention"), whole)
    assert found.used["bad"] < found.used["good"]
    return found


def test_a_result_tells_the_rule_the_numbers_and_the_choice(uneven):
    told = json.loads(json.dumps(uneven.data, allow_nan=False))["enough"]
    assert rule_of(told["rule"]) == Choice("retention")
    assert told["selection"]["eliminated"]["bad"] == 20
    assert told["used"] == uneven.used
    assert list(uneven.data).index("enough") == list(uneven.data).index("replicates") + 1
    assert "enough" not in replace(uneven, enough=None).data


def test_a_sentence_promises_what_the_procedure_does_and_no_more(uneven):
    said = uneven.sentence()
    assert f"In {min(uneven.used.values())} to {uneven.replicates} simulated futures of" in said
    for words in (
        "finds the best with probability 0.95 if it leads by 0.5 percentage points or more",
        "another may have been chosen",
        "unequal numbers",
        f"{uneven.enough.selection.saved} runs saved",
    ):
        assert words in said


def test_scenarios_stopped_early_have_findings_of_their_own_futures(uneven):
    for name in uneven.others:
        for headline in HEADLINES:
            finding = uneven.findings[name][headline]
            assert finding.replicates == min(uneven.used[name], uneven.used["none"])
            assert finding.low < finding.difference < finding.high
    assert uneven.findings["bad"]["retention"].verdict == "worse"
    alone = uneven.first(20)
    assert uneven.findings["bad"]["retention"].difference == alone.findings["bad"]["retention"].difference


def test_ranks_tables_and_smallest_effects_take_unequal_numbers(uneven):
    assert uneven.ranks["bad"]["retention"] == 4
    assert uneven.smallest_effects["innovation"] > 0
    frame = uneven.to_frame()
    assert len(frame) == 4 * len(OUTCOMES)
    assert frame.verdict.notna().sum() == 3 * sum(not outcome.at_launch for outcome in OUTCOMES)
    runs = uneven.runs
    assert len(runs) == sum(uneven.used.values()) * len(OUTCOMES)
    assert runs.groupby("scenario").replicate.nunique().to_dict() == uneven.used
    assert runs.value.notna().all()


def test_a_run_that_was_not_made_is_no_programme_without_pairs(uneven):
    assert not [warning for warning in warnings_of(uneven) if "formed no pair" in warning]
    empty = replace(uneven, values=uneven.values.copy())
    empty.values[2, 3, PLACE["taking_part"]] = 0.0
    assert f"bad formed no pair in 1 of {uneven.used['bad']} futures" in " ".join(warnings_of(empty))


def test_retention_three_ways_counts_the_futures_of_each(uneven):
    told = uneven.retention_three_ways()
    futures = told[told.reading == "true"].set_index("scenario").futures.to_dict()
    assert futures == uneven.used


def test_a_picture_and_its_description_say_the_unequal_numbers(uneven):
    axes = uneven.plot()
    figure = axes[0].get_figure()
    assert f"{min(uneven.used.values())} to {uneven.replicates} simulated futures" in figure.get_label()
    assert len(axes) == 8


def test_a_survival_curve_counts_people_by_the_futures_of_its_scenario(uneven):
    pytest.importorskip("lifelines")
    from mentorlab.experiments.show.survival_figure import survival_figure

    left = np.zeros((4, 4, 4, 105, 2), dtype=np.int64)
    left[:, :, :, 60, 0], left[:, :, :, 104, 1] = 1, 2 * uneven.used["bad"]  # two a band and future, eight a group
    axes = survival_figure(replace(uneven, leavers=left), "bad")
    assert len(axes[0].lines) > 3
    assert f"{uneven.used['bad']} simulated futures" in axes[0].get_figure().get_label()


def test_a_terminal_shows_how_it_was_run_and_what_to_do_next(uneven):
    from rich.console import Console

    def shown(found):
        console = Console(width=110, file=io.StringIO(), markup=False, highlight=False)
        show_comparison(console, found, everything=True)
        show_next(console, found, [])
        return " ".join(console.file.getvalue().split())

    told = shown(uneven)
    assert "Simulated until it is settled which scenario is best on retention" in told
    assert "Best on retention: good" in told
    open_one, _ = drive(Choice("retention", cap=30), study({"one": 0, "two": 0.0}, noise=5.0))
    assert "Next: A higher cap than 30 replicates might settle it." in shown(open_one)
