"""The model read a second time, as objects and loops: after every week all that moves is the same."""

import random

import numpy as np
import pytest
from peer import apart, headlines
from plain.model import PlainModel
from plain.people import OF_THE_PERSON

from mentorlab.agents.base.parameters import Rules
from mentorlab.agents.network.ties import SLOTS
from mentorlab.scenarios.assumptions.assumptions import Assumptions
from mentorlab.scenarios.scenario import Scenario
from mentorlab.sim.model import MentoringModel
from mentorlab.sim.state.inputs import read_inputs
from mentorlab.sim.state.pairs import Ending
from mentorlab.sim.week.settling import settle
from mentorlab.sim.week.weekly import WEEKLY

WITHIN = 1e-9
PAIR_COLUMNS = (
    *(
        "similarity",
        "goal_fit",
        "rapport",
        "quarter_rapport",
        "clarity",
        "first_clarity",
        "next_session",
        "last_session",
        "missed",
    ),
    *("number", "cohort", "began", "due", "sessions", "check_ins", "harmed"),
)
READ_OFF_TIES = ("tie_sum", "access", "access_of_ties", "cross_age", "cross_age_of_ties", "elsewhere")
"""At the start of a week: a newcomer's own come in the week after the hire."""


AS_IT_IS = ("transport", "off", "quits_by_department", "people", "tenure", "acquaintance")
"""What an organisation is drawn from; the plain reading begins with people who are there."""


def both(scenario, seed=0):
    """Return the compiled and the plain model of a scenario, at the same launch."""
    inputs = read_inputs(scenario.organisation)
    settled = settle(scenario, inputs, seed)
    return MentoringModel(scenario, inputs=inputs, settled=settled), PlainModel(scenario, inputs, settled)


def unlike(compiled, plain):
    """Return what differs by more than 1e-9, by name; the worst difference of each."""
    found = {}

    def hold(name, one, other):
        one, other = np.asarray(one, float), np.asarray(other, float)
        if one.shape != other.shape:
            found[name] = (one.shape, other.shape)
        elif one.size and not np.allclose(one, other, rtol=WITHIN, atol=WITHIN, equal_nan=True):
            found[name] = float(np.nanmax(np.abs(one - other)))

    state, table, ties = compiled.state, compiled.programme.pairs, compiled.state.ties
    hold("present", state.workforce.present, [seat.occupant is not None for seat in plain.seats])
    people = plain.people
    for name in OF_THE_PERSON:
        who = [person for person in people if person.tenure > 0 or name not in READ_OFF_TIES]
        rows = [person.seat.row for person in who]
        hold(name, getattr(state.workforce, name)[rows], [getattr(person, name) for person in who])
    hold("practices", state.practices, list(plain.practices.values()))
    hold("expected_quits", state.expected_quits, plain.expected_quits)
    hold("opportunities", state.opportunities, plain.opportunities)
    for name in PAIR_COLUMNS:
        hold(f"pairs.{name}", getattr(table, name), [getattr(pair, name) for pair in plain.pairs])
    for side in ("junior", "senior"):
        hold(f"pairs.{side}", getattr(table, side), [getattr(pair, side).seat.row for pair in plain.pairs])
        occupants = [getattr(pair, side).occupant for pair in plain.pairs]
        hold(f"pairs.{side}_occupant", getattr(table, f"{side}_occupant"), occupants)
        attention = [pair.attention[getattr(pair, side)] for pair in plain.pairs]
        hold(f"pairs.attention_{side}", getattr(table, f"attention_{side}"), np.reshape(attention, (-1, 8)))
    hold("pairs.ended", table.ended, [-1 if pair.ended is None else pair.ended for pair in plain.pairs])
    endings = Ending.__args__
    hold("pairs.ending", table.ending, [endings.index(pair.ending) for pair in plain.pairs])
    extra, slot_neighbour, slot_weight = [], np.full((len(plain.seats), SLOTS), -1), np.zeros((len(plain.seats), SLOTS))
    for seat in plain.seats:
        person = seat.occupant
        extra += [person.grown.get(other.occupant, 0.0) if person else 0.0 for other in seat.ties]
        for slot, held in enumerate(person.extras if person else ()):
            if held:
                one, other = held.ends
                slot_neighbour[seat.row, slot] = (other if one is person else one).seat.row
                slot_weight[seat.row, slot] = held.weight
    hold("ties.extra", ties.extra, extra)
    hold("ties.slot_neighbour", ties.slot_neighbour, slot_neighbour)
    hold("ties.slot_weight", ties.slot_weight, slot_weight)
    if plain.weeks:
        week = plain.weeks[-1]
        for name in WEEKLY:
            hold(f"week.{name}", compiled.observed[name], week.get(name, 0.0))
    return found


def agree(scenario, seed, weeks=26):
    """Hold the two readings side by side after each week; return the plain one."""
    compiled, plain = both(scenario, seed)
    for week in range(weeks):
        compiled.step()
        plain.step()
        assert not (found := unlike(compiled, plain)), f"week {week}: {found}"
    return plain


def happened(plain, *names):
    """Say that each of these came to pass, so that the two were not alike for want of events."""
    for name in names:
        assert sum(week.get(name, 0) for week in plain.weeks) > 0, name


@pytest.mark.parametrize("seed", range(5))
def test_after_each_of_the_first_half_year_every_column_agrees(small, seed):
    plain = agree(small(employees=90, share=0.6), seed)
    happened(plain, "sessions_held", "check_ins", "trained", "new_ties", "ideas_voiced", "ideas_implemented", "quits")


def test_every_column_agrees_where_strangers_get_on_badly(small):
    rough = {"sessions": {"quality": 0.4}, "parting": {"hazard": 0.016}}
    plain = agree(small(employees=90, share=0.9, training="none", assumptions=rough, length_weeks=20), seed=1, weeks=40)
    happened(plain, "repairs", "rematches", "parted", "rejected", "places_unfilled", "practices", "hires")


def test_every_column_agrees_where_much_is_switched_off(small):
    off = ("spacing", "distance", "crowding", "bond", "contagion", "chance-meetings", "spread", "practice", "hierarchy")
    agree(small(employees=70, arm="group", share=0.5, assumptions={"off": off}), seed=4)


def test_every_column_agrees_where_everybody_keeps_meeting_somebody(small):
    plain = agree(small(employees=90, assumptions={"network": {"meeting": 0.5, "fades": 0.012}}), seed=2)
    assert any(None not in person.extras for person in plain.people)  # weaker ties give way


POLICIES = {
    "no programme": {"arm": "none"},
    "no feedback, by lot": {"feedback": {"every_weeks": 0}, "targeting": "lottery"},
    "random pairs, weekly": {"pairing": "random", "sessions": {"every_weeks": 1}, "share": 0.9},
    "a bonus, repaired": {"reward": "bonus", "feedback": {"every_weeks": 1, "action": "repair"}},
    "traditional": {"arm": "traditional", "pairing": "complementary", "focus": "leadership", "training": "workshop"},
    "reciprocal, in need": {"arm": "reciprocal", "targeting": "need", "support": {"every_weeks": 4}, "reward": "none"},
    "chosen by themselves": {"pairing": "self-selected", "targeting": "lottery"},
    "bridges": {"pairing": "brokerage", "sessions": {"every_weeks": 1}, "assumptions": {"ideas": {"sources": 0.48}}},
    "stable circles": {"pairing": "stable", "arm": "group"},
    "circles": {"arm": "group", "share": 0.7, "training": "guide", "sessions": {"every_weeks": 1}},
    "training alone": {"arm": "training", "training": "workshop", "length_weeks": 8, "focus": "digital"},
    "protected time, inclusion": {"reward": "protected", "integration": "dei", "focus": "inclusion"},
    "nominated, applauded": {"targeting": "nominated", "reward": "public", "focus": "innovation", "goal_clarity": 0.9},
    "points, untrained": {"reward": "points", "training": "none", "feedback": {"every_weeks": 2, "action": "rematch"}},
    "a career, reviewed": {"reward": "career", "integration": "talent-reviews", "support": {"every_weeks": 8}},
    "leaders, black-outs": {
        "arm": "traditional", "integration": "leadership-programme", "sessions": {"black_out": (3, 4, 11)},
    },
    "training in rounds": {
        "arm": "training", "training": "guide", "length_weeks": 6, "integration": "leadership-programme",
    },
    "two pairs a senior, by lot": {"capacity": 2, "pairing": "random", "targeting": "lottery"},
    "keen juniors, trained in passing on": {
        "targeting": "keen", "training_content": "knowledge", "support": {"every_weeks": 4}, "length_weeks": 13,
    },
    "trained in getting on, misled": {
        "training_content": "identities", "support": {"every_weeks": 6}, "assumptions": {"learning": {"wrong": 0.6}},
    },
    "half a training alone": {"arm": "training", "training_content": "knowledge", "length_weeks": 6},
    "a duty, with a wait-list": {
        "targeting": "mandatory", "wait_list": True, "share": 0.2, "length_weeks": 9, "pairing": "random",
    },
    "volunteers who wait": {
        "wait_list": True, "share": 0.15, "length_weeks": 9, "integration": "dei", "reward": "bonus",
    },
    "circles with a wait-list": {"arm": "group", "wait_list": True, "share": 0.2, "length_weeks": 9},
    "several pairs, again": {
        "capacity": 3, "length_weeks": 13, "must_not": {"own_manager": False},
        "eligible": {"junior": {"levels": [0, 1]}, "senior": {"levels": [1, 2, 3, 4]}},
    },
}  # fmt: skip


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES.keys())
def test_every_column_agrees_whatever_the_levers(small, policy):
    agree(small(employees=70, **{"share": 0.5} | policy), seed=11, weeks=28)  # a review is in week 26


def test_every_column_agrees_while_the_policy_changes(small):
    changes = [
        {"week": 4, "policy.reward": "bonus", "policy.sessions.every_weeks": 0},
        {"week": 7, "policy.sessions.every_weeks": 1, "policy.share": 0.8},
        {"week": 12, "policy.arm": "none"},
        {"week": 14, "policy.arm": "group", "policy.support.every_weeks": 3},
        {"week": 22, "policy.arm": "training", "policy.share": 0.2},
        {"week": 24, "policy.share": 0.9},
        {"week": 26, "policy.arm": "reverse", "policy.reward": "public"},
    ]
    scenario = small(employees=70, share=0.3, length_weeks=9)
    plain = agree(Scenario.model_validate({**scenario.model_dump(), "changes": changes}), seed=3, weeks=28)
    assert {"completed", "stopped"} <= {pair.ending for pair in plain.pairs}
    assert any(pair.circle for pair in plain.pairs)


@pytest.mark.parametrize("seed", range(3))
def test_every_column_agrees_where_no_two_assumptions_are_alike(small, seed):
    draw = random.Random(seed)
    arm, reward, targeting = (
        ("group", "protected", "nominated"), ("reverse", "points", "volunteer"), ("reciprocal", "career", "need"),
    )[seed]  # fmt: skip

    def anew(record):
        """Return every parameter of a record, and of the records in it, drawn from its plausible range."""
        if issubclass(record, Rules):
            return {name: draw.uniform(of.low, of.high) for name, of in record.ledger().items()}
        return {name: anew(field.annotation) for name, field in record.model_fields.items() if name not in AS_IT_IS}

    assumptions = anew(Assumptions) | {"transport": 0.65, "quits_by_department": {"Operations": 1.7}}
    assumptions["turnover"] |= {"times_under_29": 1.4, "times_29_to_44": 0.7, "times_45_to_60": 1.3}
    agree(
        small(employees=70, share=0.5, arm=arm, reward=reward, targeting=targeting, assumptions=assumptions),
        seed,
        weeks=28,
    )


def test_headlines_over_replicates_lie_within_three_standard_errors():
    for name, runs in headlines(employees=40, weeks=26, replicates=10).items():
        summary = apart(runs["compiled"], runs["plain"])
        assert abs(summary.difference) <= 3 * summary.error + WITHIN, name
