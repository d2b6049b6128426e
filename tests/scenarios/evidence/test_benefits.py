"""What reverse mentoring is said to do: each claim has a rate that may be nothing, and hangs on that rate."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from mentorlab.agents.base.skills import DIGITAL
from mentorlab.scenarios.assumptions.assumptions import Assumptions
from mentorlab.scenarios.assumptions.mechanisms import with_values
from mentorlab.scenarios.assumptions.outcomes import HEADLINES, OUTCOME
from mentorlab.scenarios.evidence.benefits import BENEFITS
from mentorlab.scenarios.evidence.ledger import parameters
from mentorlab.scenarios.policy.rewards import Rewards
from mentorlab.scenarios.scenario import Scenario
from mentorlab.sim.measures.outcomes import organisation, same_people
from mentorlab.sim.measures.record import record
from mentorlab.sim.model import MentoringModel
from mentorlab.sim.processes.cohort import NOT_IN, SENIOR
from mentorlab.sim.state.inputs import read_inputs

NOBODY_LEAVES = {"turnover": {"scale": 0.0, "retirement": 0.0}, "tenure": {"other": 0.0}}
NAMED = {benefit.name: benefit for benefit in BENEFITS}


def told_by(model: MentoringModel, reference: MentoringModel) -> dict[str, float]:
    """Return the outcomes of the reference's future, for those who take part in the model's."""
    whole = record(reference)
    role, manager = model.people_at_launch.role, model.people_at_launch.launch.manager
    led = (role == NOT_IN) & (manager >= 0) & (role[manager] == SENIOR)
    motivation_of_led = 100 * float(reference.state.workforce.motivation[led].mean())
    return organisation(whole) | same_people(whole, record(model)) | {"led_motivation": motivation_of_led}


@cache
def gains(zero: tuple[str, ...], replicates: int, reward: str = "none") -> tuple[dict[str, float], ...]:
    """Return what a year of reverse mentoring changes, a dictionary a replicate, where some rates are 0.

    A thousand people of whom nobody leaves, four in ten in the programme, one cohort: what differs is the programme.
    """
    assumptions = Assumptions.model_validate(NOBODY_LEAVES)
    policy = {"arm": "reverse", "share": 0.4, "renew": False, "reward": reward}
    return changes(with_values(assumptions, dict.fromkeys(zero, 0.0)), policy, replicates)


def changes(assumptions: Assumptions, policy: dict[str, object], replicates: int) -> tuple[dict[str, float], ...]:
    """Return what a policy changes in a year among a thousand people, a dictionary a replicate."""
    common = {"weeks": 52, "settling_weeks": 26, "organisation": {"synthetic": {"employees": 1000}}}
    without = Scenario.model_validate({**common, "assumptions": assumptions})
    reverse = Scenario.model_validate({**common, "assumptions": assumptions, "policy": policy})
    inputs, found = read_inputs(without.organisation), []
    for replicate in range(replicates):
        model, reference = (MentoringModel(one, replicate=replicate, inputs=inputs) for one in (reverse, without))
        model.run()
        reference.run()
        there, here = told_by(model, model), told_by(model, reference)
        found.append({name: value - here[name] for name, value in there.items()})
    return tuple(found)


@pytest.mark.parametrize("name", NAMED)
def test_the_range_of_a_benefits_rate_includes_nothing(name: str) -> None:
    entries = dict(parameters())
    for rate in NAMED[name].rates:
        assert entries[rate].low == 0 < entries[rate].default, rate


@pytest.mark.parametrize("name", NAMED)
def test_a_benefit_has_an_outcome_a_user_sees_and_something_that_takes_it_away(name: str) -> None:
    benefit, entries = NAMED[name], dict(parameters())
    assert benefit.outcome in OUTCOME
    assert OUTCOME[benefit.outcome].direction == 1
    assert benefit.fades
    assert all(entries[path].low > 0 for path in benefit.fades), "nothing lasts for ever"
    assert all((benefit.claim, benefit.mechanism, benefit.evidence.citation))


@pytest.mark.parametrize("name", NAMED)
def test_with_its_rate_at_nothing_a_benefit_is_gone(name: str) -> None:
    """With the defaults the gain is at least 3.8 standard errors above 0 in six replicates; it must be 2 here."""
    benefit = NAMED[name]
    usual, nothing = (
        np.array([one[benefit.outcome] for one in gains(zero, replicates, benefit.reward)])
        for zero, replicates in (((), 6), (benefit.rates, 2))
    )
    if benefit.reward != "none":
        usual -= np.array([one[benefit.outcome] for one in gains((), 6)])
        nothing -= np.array([one[benefit.outcome] for one in gains(benefit.rates, 2)])
    assert usual.mean() > 2 * usual.std(ddof=1) / np.sqrt(len(usual)) > 0
    assert nothing.mean() < 0.05 * usual.mean()


@pytest.mark.parametrize("reward", Rewards.model_fields)
def test_with_every_rate_at_nothing_nothing_improves(reward: str) -> None:
    """Of the organisation, of those who take part, in what people feel, know and do, and in who stays."""
    rates = {rate: 0.0 for benefit in BENEFITS for rate in benefit.rates}
    policy = {"arm": "reverse", "share": 0.4, "renew": False, "reward": reward}
    nothing, usual = (changes(assumed, policy, 8) for assumed in (with_values(Assumptions(), rates), Assumptions()))
    there = [name for name, value in nothing[0].items() if np.isfinite(value)]
    improved = []
    for name in (*HEADLINES, *(name for name in there if name.startswith("participants."))):
        values = OUTCOME[name].direction * np.array([one[name] for one in nothing])
        assert values.mean() <= max(1e-9, 3 * values.std(ddof=1) / np.sqrt(len(values))), name
        values = OUTCOME[name].direction * np.array([one[name] for one in usual])
        improved += [name] if values.mean() > 3 * values.std(ddof=1) / np.sqrt(len(values)) else []
    assert len(improved) >= 8


def test_what_was_gained_fades_when_the_programme_is_over() -> None:
    common = {
        "weeks": 104, "settling_weeks": 26, "organisation": {"synthetic": {"employees": 300}},
        "assumptions": NOBODY_LEAVES,
    }  # fmt: skip
    policy = {"arm": "reverse", "share": 0.3, "renew": False, "length_weeks": 26}
    model = MentoringModel(Scenario.model_validate({**common, "policy": policy}))
    reference = MentoringModel(Scenario.model_validate(common))
    early: dict[str, float] = {}
    late: dict[str, float] = {}
    while model.state.week < 104:
        model.step()
        reference.step()
        if model.state.week in (26, 104):
            people, others = model.state.workforce, reference.state.workforce
            seniors, taking_part = model.people_at_launch.role == SENIOR, model.people_at_launch.role != NOT_IN
            (early if model.state.week == 26 else late).update(
                technology=float((people.skills - others.skills)[np.ix_(seniors, list(DIGITAL))].mean()),
                confidence=float((people.confidence - others.confidence)[taking_part].mean()),
                openness=float((people.openness - others.openness)[taking_part].mean()),
                ties=float((people.tie_sum - others.tie_sum)[taking_part].mean()),
            )
    for name, gained in early.items():
        assert gained > 0, name
        assert abs(late[name]) < 0.75 * gained, name
