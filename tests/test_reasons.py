"""Reasons come from the comparison of the two and what the strategy's score counts, the weightiest first."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest

from mentorlab.experiments import reasons
from mentorlab.experiments.launch import launch
from mentorlab.experiments.reasons import (
    ALSO,
    COUNTED,
    DRAWN,
    NOTHING,
    contributions,
    facts,
    short,
    three_reasons,
    usual,
    weights_of,
)
from mentorlab.scenarios.policy_record import PairingName
from mentorlab.sim.given import give


@pytest.fixture(scope="module")
def seen(small):
    """Return the candidates of a small launch, what its pairs are, and what all possible pairs are."""
    scenario = small(employees=80, share=0.3)
    found = launch(scenario, give(scenario.organisation), 0, 0)
    candidates = found.candidates
    rows = np.arange(len(candidates.juniors)).repeat(len(candidates.seniors))
    columns = np.tile(np.arange(len(candidates.seniors)), len(candidates.juniors))
    degree = found.state.workforce.tie_sum
    return candidates, facts(candidates, rows, columns, degree), usual(candidates, degree), found.state.rules.matching


def told(seen, weights, drawn=lambda *_: False):
    candidates, pairs, among, _ = seen
    return three_reasons(candidates, pairs, among, weights, [f"department {n}" for n in range(9)], drawn)


def test_the_gap_told_skill_by_skill_adds_up_to_the_gap_of_the_matchmaker(seen):
    candidates, pairs, _, _ = seen
    compared = candidates.compare(pairs.rows, pairs.columns)
    np.testing.assert_allclose(pairs.by_skill.sum(axis=1), compared.gap, rtol=1e-12)


def test_contributions_add_up_to_the_best_score_but_for_a_constant(seen):
    candidates, pairs, among, rule = seen
    _, table = contributions(pairs, among, weights_of("optimal", candidates.weights, rule))
    scores = candidates.score(pairs.rows, pairs.columns)
    allowed = scores > -1e6
    difference = (scores - table.sum(axis=1))[allowed]
    assert np.ptp(scores[allowed]) > 1
    np.testing.assert_allclose(difference, difference[0], atol=1e-9)


def test_contributions_add_up_to_the_gap_for_complementary(seen):
    candidates, pairs, among, rule = seen
    _, table = contributions(pairs, among, weights_of("complementary", candidates.weights, rule))
    gap = candidates.compare(pairs.rows, pairs.columns).gap
    np.testing.assert_allclose(table.sum(axis=1), gap - gap.mean(), atol=1e-12)


def test_every_pair_has_three_different_reasons_and_pairs_differ(seen):
    every = told(seen, weights_of("optimal", seen[0].weights, seen[3]))
    assert all(len(set(one)) == 3 for one in every if NOTHING not in one)
    assert len(set(every)) > 0.9 * len(every)


def test_the_first_reason_is_what_contributes_most(seen):
    candidates, pairs, among, rule = seen
    names, table = contributions(pairs, among, weights_of("optimal", candidates.weights, rule))
    every = told(seen, weights_of("optimal", candidates.weights, rule))
    words = {"similarity": "working style", "near": "their skills differ", "strangers": "they "}
    met = 0
    for p in range(len(every)):
        best = names[int(np.argmax(table[p]))]
        if best in words:
            assert words[best] in every[p][0]
            met += 1
    assert met > 10


def test_what_is_said_is_true_of_the_two(seen):
    candidates, pairs, _, rule = seen
    for p, three in enumerate(told(seen, weights_of("optimal", candidates.weights, rule))):
        junior, senior = pairs.rows[p], pairs.columns[p]
        for said in (words.removeprefix(ALSO) for words in three):
            if "do not know each other" in said:
                assert candidates.ties[junior, senior] == 0
            if said.startswith("another department"):
                assert candidates.juniors.department[junior] != candidates.seniors.department[senior]
            for m, skill in enumerate(reasons.SKILL_WORDS):
                ahead = candidates.juniors.skills[junior, m] - candidates.seniors.skills[senior, m]
                if said.startswith(f"the junior can teach {skill}, where"):
                    assert said.endswith(f"the senior has {short(ahead)} less")
                if said.startswith(f"the senior can teach {skill}, where"):
                    assert said.endswith(f"the junior has {short(-ahead)} less")
                if said.startswith(f"the junior can teach {skill}, which"):
                    assert candidates.juniors.can_teach[junior, m]
                    assert candidates.seniors.wants[senior, m]


def test_beside_the_score_is_marked(seen):
    assert all(said.startswith(ALSO) for three in told(seen, None) for said in three)
    only_style = told(seen, {"similarity": 1.0})
    assert any("working style" in one[0] for one in only_style)
    assert all(said.startswith(ALSO) for one in only_style for said in one[1:])


def test_what_rests_on_something_drawn_is_marked(seen):
    every = told(seen, weights_of("optimal", seen[0].weights, seen[3]), lambda name, *_: name == "similarity")
    for said in (said for three in every for said in three):
        assert said.endswith(DRAWN) == ("working style" in said)


def test_every_way_to_pair_but_by_lot_has_a_score_that_can_be_told(seen):
    candidates, pairs, among, rule = seen
    for name in set(get_args(PairingName)) - {"random"}:
        names, table = contributions(pairs, among, weights_of(name, candidates.weights, rule))
        assert len(names) == table.shape[1] > 0
        assert np.ptp(table.sum(axis=1)) > 0
    assert weights_of("random", candidates.weights, rule) is None
    assert weights_of(len, candidates.weights, rule) is None


@pytest.mark.parametrize("name", [*reasons.SPEAKS_FOR, *(part for one in COUNTED.values() for part in one)])
def test_every_part_of_a_score_can_be_put_into_words(seen, name):
    plain = name.removeprefix("raw ")
    candidates, pairs, among, _ = seen
    if plain in ("gap", "learnable gap"):
        plain = "learn 1"
    told = {reasons.worded(plain, candidates, pairs, among, ["Ops", "Sales"] * 9, p) for p in range(len(pairs.rows))}
    assert {type(one) for one in told} <= {str, type(None)}
    assert told - {None}
