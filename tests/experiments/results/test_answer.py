"""The answer of a comparison as data, made of arrays: objectives, what is kept, what is named, what it costs."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from mentorlab.experiments.results.answer import answer_data, objectives_of
from mentorlab.experiments.results.prices import cost_facts, costs_data, dilution, prices
from mentorlab.experiments.statistics.separating import FALSE_NAMES, may_be_named, p_value
from mentorlab.experiments.studies.comparison import Comparison
from mentorlab.scenarios.assumptions.outcomes import HEADLINES, OUTCOME, PARTICIPANTS_HEADLINES

PLACES = {name: place for place, name in enumerate(OUTCOME)}


def comparison(
    gains: dict[str, dict[str, float]], *, n: int = 100, sd: float = 0.3, seed: int = 1, **more
) -> Comparison:
    """Return a comparison of designs with no programme; all outcomes are the same but for the gains and some luck."""
    luck = np.random.default_rng(seed)
    base = luck.normal(50, 5, (n, len(PLACES)))
    values, people = [base.copy()], [np.full_like(base, np.nan)]
    values[0][:, [PLACES[name] for name in PLACES if name.startswith("participants.")]] = np.nan
    for its in gains.values():
        own = base.copy()
        for name, by in its.items():
            own[:, PLACES[name]] += by + luck.normal(0, sd, n)
        values.append(own)
        people.append(base.copy())
    digests = [[f"{row}/{future}".encode() for future in range(n)] for row in range(len(values))]
    return Comparison(
        ("none", *gains), np.array(values), np.array(people), np.array(digests, dtype="S20"), employees=300, **more
    )  # fmt: skip


def all_three(gain: float, cash: float = 0.0, **others: float) -> dict[str, float]:
    return {**dict.fromkeys(PARTICIPANTS_HEADLINES, gain), "cash": cash, **others}


@pytest.fixture(scope="module")
def known() -> Comparison:
    designs = {"dear": all_three(5.0, 3000.0), "middle": all_three(4.2, 2000.0), "cheap": all_three(3.6, 1000.0)}
    return comparison(designs)


def test_the_known_answer_as_data(known):
    answer = known.answer
    assert (answer.as_good, answer.best, answer.whose) == (("dear", "middle"), ("middle",), "participants")
    assert [step.names for step in answer.staircase] == [("middle",), ("cheap",)]
    assert answer.ends == "none cheaper"
    cheap = answer.designs[2]
    assert (cheap.status, cheap.beaten_by, set(cheap.short_of)) == ("beaten", ("dear",), {"dear"})
    assert cheap.keeps["participants.inclusion"] == pytest.approx(3.6 / 5.0, abs=0.03)
    assert cheap.gains["participants.inclusion"].low < 3.6 < cheap.gains["participants.inclusion"].high
    data = json.loads(json.dumps(answer_data(answer), allow_nan=False))
    assert data == known.data["answer"]
    assert data["staircase"][1]["names"] == ["cheap"]


def test_what_has_to_be_kept_is_the_users(known):
    strict = replace(known, keeps=0.9)
    assert (strict.answer.as_good, strict.answer.best) == (("dear",), ("dear",))
    assert replace(known, keeps=0.6).answer.as_good == ("dear", "middle", "cheap")


@pytest.mark.parametrize(
    ("planned", "expected"),
    [((), PARTICIPANTS_HEADLINES), ((0, 30, 30, 33), PARTICIPANTS_HEADLINES), ((0, 30, 30, 34), HEADLINES)],
)
def test_designs_of_one_size_are_chosen_by_participants_and_others_by_the_organisation(known, planned, expected):
    assert objectives_of(replace(known, planned=planned)) == expected


def test_twice_the_people_without_an_effect_halve_the_figure_and_leave_the_choice():
    def of(employees: int, planned: tuple[int, ...]) -> Comparison:
        for_each = {"large": 5.0, "small": 3.0}
        places = {"large": 60, "small": 30}
        designs = {
            name: {**all_three(gain), **dict.fromkeys(HEADLINES, gain * places[name] / employees)}
            for name, gain in for_each.items()
        }
        return comparison(designs, sd=30.0 / employees, planned=planned)

    for planned in ((0, 30, 30), (0, 60, 30)):
        before, after = of(300, planned), of(600, planned)
        assert before.answer.whose == ("participants" if planned[1] == 30 else "organisation")
        figures = [found.findings["large"]["inclusion"].difference for found in (before, after)]
        assert figures[1] == pytest.approx(figures[0] / 2, rel=0.05)
        assert [one.status for one in before.answer.designs] == [one.status for one in after.answer.designs]
        assert before.answer.best == after.answer.best == ("large",)


def test_a_rare_outcome_beside_it_moves_no_interval_of_another(known):
    rare = replace(known, values=known.values.copy())
    rare.values[1:, :6, PLACES["new_ties"]] += 1000.0
    for outcome in ("participants.retention", "retention", "rapport"):
        assert rare.findings["dear"][outcome] == known.findings["dear"][outcome]
    assert known.family_of["new_ties"] == "new_ties"
    assert known.family_of["participants.retention"] == known.family_of["participants.inclusion"] == "participants"


def test_what_separates_and_what_does_not(known):
    assert set(PARTICIPANTS_HEADLINES) <= set(known.answer.separates)
    assert "rapport" in known.answer.alike
    assert known.nameable.contrasts["participants.inclusion"][0] == ("dear", "middle")
    assert ("cheap", "participants.inclusion") in known.nameable.effects
    assert ("cheap", "inclusion") not in known.nameable.effects


def plainly(p_values: list[float]) -> list[bool]:
    """Return which pass the rule of Benjamini and Yekutieli, as it is written."""
    m = len(p_values)
    order = sorted(range(m), key=p_values.__getitem__)
    limit = [FALSE_NAMES * (rank + 1) / (m * sum(1 / i for i in range(1, m + 1))) for rank in range(m)]
    passing = [rank for rank, place in enumerate(order) if p_values[place] <= limit[rank]]
    named = set(order[: passing[-1] + 1]) if passing else set()
    return [place in named for place in range(m)]


def test_names_are_those_of_the_rule_as_it_is_written():
    luck = np.random.default_rng(3)
    for _ in range(100):
        p_values = luck.random(12) ** 4
        assert may_be_named(p_values).tolist() == plainly(p_values.tolist())
    assert may_be_named(np.empty((2, 0))).shape == (2, 0)


def test_designs_that_are_alike_are_named_in_at_most_one_study_in_twenty():
    luck = np.random.default_rng(4)
    named = sum(may_be_named(np.array([p_value(one) for one in luck.normal(size=(40, 30))])).any() for _ in range(200))
    assert named <= 200 * 0.05 + 2 * np.sqrt(200 * 0.05 * 0.95)


def test_what_it_costs_is_a_fact_in_all_a_year_and_a_participant(known):
    found = replace(known, weeks=104, planned=(0, 15, 15, 15))
    facts = cost_facts(found)["dear"]
    assert facts.a_year(facts.cash) == pytest.approx(facts.cash / 2)
    assert facts.a_participant(facts.cash) == pytest.approx(facts.cash / 2 / facts.taking_part)
    assert (facts.pairs, facts.years) == (15, 2.0)
    data = costs_data(found)["dear"]
    assert (data["cash"], data["pairs_planned"]) == (found.mean("dear", "cash"), 15)
    assert prices(found).names == ("dear", "middle", "cheap")
    assert prices(found).money is None


def test_what_participants_gain_is_diluted_by_everybody_else(known):
    one = dilution(known, "dear")["inclusion"]
    assert one.share == pytest.approx(known.mean("dear", "taking_part") / 300)
    assert one.in_all == pytest.approx(one.of_participants * one.share)
    assert one.of_participants == pytest.approx(5.0, abs=0.1)
    assert dilution(known, "none") == {} or "inclusion" not in dilution(known, "none")
    assert dilution(replace(known, employees=0), "dear") == {}
