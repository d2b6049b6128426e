"""Reasons come from the comparison of the two and what the strategy's score counts, the weightiest first."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest

from mentorlab.agents.people.possible_pairs import PossiblePairs, usual_pairs
from mentorlab.experiments.studies.matching.launch import launch
from mentorlab.experiments.studies.matching.unmatched import ALSO, DRAWN, NOTHING, contributions, three_reasons
from mentorlab.scenarios.extensions.resolve import chosen
from mentorlab.scenarios.policy import pairing
from mentorlab.scenarios.policy.strategy import declared, total
from mentorlab.scenarios.policy.terms import BESIDE_THE_SCORE, SIMILARITY, SKILL_WORDS, short
from mentorlab.scenarios.records.policy import PairingName
from mentorlab.sim.state.inputs import read_inputs

SCORED = sorted(set(get_args(PairingName)) - {"random"})


def terms_of(name):
    return declared(chosen(name, "pairing", pairing)).terms


@pytest.fixture(scope="module")
def seen(small):
    """Return the candidates of a small launch, all their pairs, and all pairs that say what is usual."""
    scenario = small(employees=80, share=0.3)
    candidates = launch(scenario, read_inputs(scenario.organisation), 0, 0).candidates
    rows = np.arange(len(candidates.juniors)).repeat(len(candidates.seniors))
    columns = np.tile(np.arange(len(candidates.seniors)), len(candidates.juniors))
    departments = tuple(f"department {n}" for n in range(9))
    return candidates, PossiblePairs(candidates, rows, columns, departments), usual_pairs(candidates)


def told(seen, terms, drawn=lambda *_: False):
    return three_reasons(seen[1], seen[2], terms, drawn)


def test_the_gap_told_skill_by_skill_adds_up_to_the_gap_of_the_matchmaker(seen):
    _, pairs, _ = seen
    np.testing.assert_allclose(pairs.by_skill.sum(axis=1), pairs.compared.gap, rtol=1e-12)


def test_the_terms_of_optimal_are_the_best_score_that_candidates_tell(seen):
    candidates, pairs, _ = seen
    scores = candidates.score(pairs.rows, pairs.columns)
    allowed = scores > -1e6
    assert np.ptp(scores[allowed]) > 1
    np.testing.assert_array_equal(total(pairing.optimal, pairs)[allowed], scores[allowed])


@pytest.mark.parametrize("name", sorted({*SCORED} - {"stable"}))
def test_contributions_add_up_to_the_score_but_for_a_constant(seen, name):
    _, pairs, among = seen
    _, table = contributions(pairs, among, terms_of(name))
    difference = total(chosen(name, "pairing", pairing), pairs) - table.sum(axis=1)
    np.testing.assert_allclose(difference, difference[0], atol=1e-9)


def test_contributions_add_up_to_what_both_sides_like_where_each_has_a_score(seen):
    _, pairs, among = seen
    _, table = contributions(pairs, among, terms_of("stable"))
    both = sum(total(pairing.stable, pairs, side) for side in ("junior", "senior"))
    np.testing.assert_allclose(both - table.sum(axis=1), (both - table.sum(axis=1))[0], atol=1e-9)


def test_contributions_add_up_to_the_gap_for_complementary(seen):
    _, pairs, among = seen
    _, table = contributions(pairs, among, terms_of("complementary"))
    gap = pairs.compared.gap
    np.testing.assert_allclose(table.sum(axis=1), gap - gap.mean(), atol=1e-12)


def test_every_pair_has_three_different_reasons_and_pairs_differ(seen):
    every = told(seen, terms_of("optimal"))
    assert all(len(set(one)) == 3 for one in every if NOTHING not in one)
    assert len(set(every)) > 0.9 * len(every)


def test_the_first_reason_is_what_contributes_most(seen):
    _, pairs, among = seen
    terms, table = contributions(pairs, among, terms_of("optimal"))
    every = told(seen, terms_of("optimal"))
    words = {"similarity": "working style", "near": "their skills differ", "strangers": "they "}
    met = 0
    for p in range(len(every)):
        best = terms[int(np.argmax(table[p]))].name
        if best in words:
            assert words[best] in every[p][0]
            met += 1
    assert met > 10


def test_what_is_said_is_true_of_the_two(seen):
    candidates, pairs, _ = seen
    for p, three in enumerate(told(seen, terms_of("optimal"))):
        junior, senior = pairs.rows[p], pairs.columns[p]
        for said in (words.removeprefix(ALSO) for words in three):
            if "do not know each other" in said:
                assert candidates.ties[junior, senior] == 0
            if said.startswith("another department"):
                assert candidates.juniors.department[junior] != candidates.seniors.department[senior]
            for m, skill in enumerate(SKILL_WORDS):
                ahead = candidates.juniors.skills[junior, m] - candidates.seniors.skills[senior, m]
                if said.startswith(f"the junior can teach {skill}, where"):
                    assert said.endswith(f"the senior has {short(ahead)} less")
                if said.startswith(f"the senior can teach {skill}, where"):
                    assert said.endswith(f"the junior has {short(-ahead)} less")
                if said.startswith(f"the junior can teach {skill}, which"):
                    assert candidates.juniors.can_teach[junior, m]
                    assert candidates.seniors.wants[senior, m]


def test_beside_the_score_is_marked(seen):
    assert all(said.startswith(ALSO) for three in told(seen, ()) for said in three)
    only_style = told(seen, [SIMILARITY])
    assert any("working style" in one[0] for one in only_style)
    assert all(said.startswith(ALSO) for one in only_style for said in one[1:])


def test_what_rests_on_something_drawn_is_marked(seen):
    every = told(seen, terms_of("optimal"), lambda term, *_: term.name == "similarity")
    for said in (said for three in every for said in three):
        assert said.endswith(DRAWN) == ("working style" in said)


@pytest.mark.parametrize("name", SCORED)
def test_every_way_to_pair_but_by_lot_has_a_score_that_can_be_told(seen, name):
    _, pairs, among = seen
    terms, table = contributions(pairs, among, terms_of(name))
    assert len(terms) == table.shape[1] > 0
    assert np.ptp(table.sum(axis=1)) > 0


def test_what_declares_no_terms_has_no_score_that_can_be_told():
    assert terms_of("random") == declared(len).terms == ()


@pytest.mark.parametrize(
    "term", [*BESIDE_THE_SCORE, *(term for name in SCORED for term in terms_of(name))], ids=lambda term: term.name
)
def test_every_term_of_a_score_but_taste_can_be_put_into_words(seen, term):
    _, pairs, among = seen
    (terms, _) = contributions(pairs, among, [term])
    for one in terms:
        told = {one.said(pairs, p) for p in range(len(pairs))}
        assert {type(said) for said in told} <= {str, type(None)}
        assert bool(told - {None}) == (not one.name.startswith("taste"))
