"""Who gets on, who leaves, who comes (steps 11 to 13 of the week)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from mentorlab.agents.people.population import hire

from .people import Person, within

Model = Any


# 11 advancement


def review(model: Model) -> None:
    """Advance the best-placed of each level; as many next in line feel passed over."""
    rule = model.rules.advancement
    for person in model.people:
        person.hours += model.integration.review_hours * (person.spells > 0)

    def score(person: Person) -> float:
        unseen = rule.unseen * (1 - model.integration.gains_seen * (person.spells > 0))
        skill = (sum(person.skills) - unseen * (sum(person.skills) - sum(person.own_skills))) / 8
        return (
            rule.skill * skill + rule.access * person.access + rule.credit * person.credit
            + rule.confidence * person.confidence + rule.luck * person.luck("advancement", 0)
            + rule.visible * model.reward.visibility * person.enrolled
        )  # fmt: skip

    for level in range(5):
        peers = sorted((person for person in model.people if person.level == level), key=score, reverse=True)
        places = int(rule.share * len(peers) + 0.5)
        for person in peers[:places]:
            person.advancement = 1.0
        for person in peers[places : 2 * places]:
            person.advancement = -rule.passed_over


# 12 and 13 leaving and hiring


def fate(model: Model, person: Person) -> str | None:
    """Say whether somebody quits, is separated otherwise or retires this week."""
    rule, tenure = model.rules.turnover, model.rules.tenure
    gain = sum(skill - own for skill, own in zip(person.skills, person.own_skills, strict=True)) / 8
    market = rule.market_skill * gain
    market += rule.market_access * (person.access - person.access_of_ties) if person.level <= 2 else 0.0
    push = (
        -rule.inclusion * (person.inclusion - 0.56) - rule.ties * (math.log(1 + person.tie_sum) - 1.7)
        + rule.fatigue * (person.fatigue - 0.36) + rule.contagion * person.contagion
        - rule.engagement * person.engagement - rule.advancement * person.advancement
        + rule.marketability * market - rule.motivation * (person.drive - 0.5)
    )  # fmt: skip
    newness = math.exp(-person.tenure / 52 / tenure.settling_years)
    base = tenure.hazard_settled + (tenure.hazard_new - tenure.hazard_settled) * newness
    base *= (
        rule.scale
        * model.leaving[min(int(person.tenure), len(model.leaving) - 1)]
        * math.exp(-rule.age * (person.age - 40) / 10)
    )
    hazard = base / 52 * math.exp(within(push, -rule.limit, rule.limit))
    here, band = person.seat.department, person.age_band
    chance = 1 - math.exp(-model.quit_times(here, band) * hazard)
    model.expected_quits[here][band] += chance
    if person.luck("leaving", 0) < chance:
        return "quit"
    if person.luck("leaving", 1) < 1 - math.exp(-tenure.other / 52):
        return "separated"
    if person.age > rule.retirement_age and person.luck("leaving", 2) < 1 - (1 - rule.retirement) ** (1 / 52):
        return "retired"
    return None


def leave(gone: dict[Person, str]) -> None:
    """Let people go; those close to a quitter remember."""
    for person, how in gone.items():
        for other, weight in person.ties():
            if how == "quit" and other.tie_sum > 0:
                other.contagion += weight / other.tie_sum
    for person in gone:
        person.enrolled = False
        person.forget_everyone()
        person.seat.occupant = None
        person.remove()


def fill_vacancies(model: Model) -> int:
    """Fill some of the vacant seats; a newcomer is drawn by the same hand as the compiled model's."""
    hires = 0
    for seat in model.seats:
        if seat.occupant is None and model.luck("hiring", seat.number, 0) < model.rules.turnover.hiring:
            hire(model.drawn, np.array([seat.row]), model.origin)
            Person(model, seat, model.drawn)
            hires += 1
    return hires
