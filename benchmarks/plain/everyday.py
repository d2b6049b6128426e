"""What goes on without a programme too: learning, mood, belonging, ties, ideas (steps 6 to 10 of the week)."""

from __future__ import annotations

import math
from itertools import combinations
from statistics import fmean
from typing import Any

from mentorlab.agents.base.luck import quantile

from .people import LEADER, Person, distance, learnable, logistic, within

INCLUSION_COMPETENCE, COMMUNICATION = 3, 6
FAINT = 0.02
CELLS = list(combinations(range(8), 3))
MIXED = [cell for cell in range(len(CELLS)) if 0 < sum(skill <= 2 for skill in CELLS[cell]) < 3]
Model = Any


# 6 skills


def learn_and_forget(model: Model) -> None:
    """Learn from one's ties, forget what is not used, and lag behind the digital frontier beyond 45."""
    rule, after = model.rules.learning, {}
    for person in model.people:
        ties = list(person.ties())
        total = sum(weight for _, weight in ties)
        after[person] = []
        for m, skill in enumerate(person.skills):
            mean = sum(weight * other.skills[m] for other, weight in ties) / total if total > 0 else skill
            learned = rule.peers * max(0.0, mean - skill)
            after[person].append(skill + learned - rule.forgetting * (skill - person.own_skills[m]))
    for person in model.people:
        person.skills = after[person]
        if person.age > rule.drift_age:
            for skills in (person.skills, person.own_skills):
                skills[:3] = [(1 - rule.drift) * skill for skill in skills[:3]]


# 7 mood


def relax(model: Model) -> None:
    """Let motivation, fatigue, confidence and openness move towards a person's own."""
    drive, feel, makeup = model.rules.motivation, model.rules.attitudes, model.rules.people
    openness = {person: person.openness for person in model.people}
    away = taking_part(model)
    for person in model.people:
        boss, protected = person.boss, model.reward.protected
        rest = makeup.motivation + makeup.motivation_by_engagement * person.engagement
        if boss:
            grown = boss.skills[COMMUNICATION] - boss.own_skills[COMMUNICATION]
            rest += drive.inspired * (openness[boss] - 0.5) + drive.inspired * grown
        rest = within(rest, makeup.motivation_least, makeup.motivation_most)
        person.motivation += drive.recovery * (rest - person.motivation)
        load = makeup.fatigue + makeup.fatigue_by_workload * person.workload
        spared, cover = (drive.fatigue_protected * protected, 0) if person.enrolled else (0, protected)
        load += drive.fatigue_hours * person.hours * (1 - spared) + drive.fatigue_check_in * person.check_ins
        load += drive.fatigue_cover * cover * away[person.seat.team]
        person.fatigue = min(1.0, person.fatigue + drive.fatigue_pace * (load - person.fatigue))
        person.confidence += feel.confidence_fades * (person.own_confidence - person.confidence)
        person.openness += feel.openness_fades * (person.own_openness - openness[person])
        person.openness += feel.manager * (openness[boss] - openness[person]) if boss else 0.0


def taking_part(model: Model) -> dict[int, float]:
    """Return the share of each team that is in the programme."""
    teams: dict[int, list[bool]] = {}
    for person in model.people:
        teams.setdefault(person.seat.team, []).append(person.enrolled)
    return {team: sum(enrolled) / len(enrolled) for team, enrolled in teams.items()}


# 8 inclusion


def adopt_practices(model: Model) -> int:
    """Let each leader consider an inclusive practice; return how many do it."""
    rule, adopted = model.rules.inclusion, 0
    leaders = [person for person in model.people if person.level >= LEADER]
    for leader in leaders:
        able = rule.adopt_skill * (leader.skills[INCLUSION_COMPETENCE] - 0.5)
        if leader.luck("practices", 0) < logistic(rule.adopt + rule.adopt_openness * (leader.openness - 0.5) + able):
            here = leader.seat.department
            peers = sum(other.seat.department == here for other in leaders)
            model.practices[here] = min(1.0, model.practices[here] + rule.practice_weight / peers)
            adopted += 1
    return adopted


def feel_included(model: Model) -> None:
    """Move everyone's inclusion some of the way to what the week gives reason for."""
    rule, transport = model.rules.inclusion, model.rules.transport
    bonds: dict[Person, list[float]] = {}
    for pair in model.running_pairs():
        beyond = pair.rapport - rule.pair_marginal
        bond = transport * rule.pair * rule.pair_limit * math.tanh(beyond / rule.pair_limit)
        bond *= rule.pair_bad if beyond < 0 else 1
        for person, taken in ((pair.junior, 1 - model.arm.teaching), (pair.senior, model.arm.teaching)):
            bonds.setdefault(person, []).append((rule.pair_giver + (1 - rule.pair_giver) * taken) * bond)
    departments: dict[int, list[Person]] = {}
    for person in model.people:
        departments.setdefault(person.seat.department, []).append(person)
    climate = {
        here: sum((p.level + 1) * p.openness for p in people) / sum(p.level + 1 for p in people)
        for here, people in departments.items()
    }
    shares = taking_part(model)
    for person in model.people:
        here = person.seat.department
        target = (
            person.own_inclusion + rule.climate * (climate[here] - 0.49)
            + rule.access * (person.access - model.access_mean) + rule.voice * person.voice
            + rule.cross_age * (person.cross_age - person.cross_age_of_ties - model.cross_age_beside)
            + (rule.practices + rule.practices_group * person.group) * model.practices[here]
        )  # fmt: skip
        if person in bonds:
            target += sum(bonds[person]) / len(bonds[person])
        if person.enrolled:
            target += rule.visible * model.reward.visibility
        else:
            of_the_reward = model.reward.envy * shares[person.seat.team] * (1 + person.rejected)
            target -= rule.envy * (of_the_reward + rule.envy_rejected * person.rejected)
        person.inclusion = within(person.inclusion + rule.pace * (target - person.inclusion))
        person.rejected *= 1 - rule.rejected_fades
    for here in model.practices:
        model.practices[here] *= 1 - rule.practice_fades


# 9 ties


def fade_and_meet(model: Model) -> int:
    """Let what grew fade, and friends of friends meet; return how many new ties came of it."""
    rule = model.rules.network
    for person in model.people:
        for other in person.grown:
            person.grown[other] *= 1 - rule.fades
        for extra in [extra for extra in person.extras if extra and extra.ends[0] is person]:
            extra.weight *= 1 - rule.fades
            if extra.weight < FAINT:
                extra.drop()
    met = []
    for person in model.people:
        if person.luck("meetings", 0) < rule.meeting * (0.5 + person.confidence):
            friend = person.contact(person.luck("meetings", 1))
            other = friend.contact(person.luck("meetings", 2)) if friend else None
            if other and other is not person:
                apart = abs(person.age_band - other.age_band)
                if person.luck("meetings", 3) < math.exp(-rule.meeting_age * apart):
                    met.append((person, other))
    return sum(person.strengthen(other, rule.meeting_weight) for person, other in met)


# 10 ideas


def have_ideas(model: Model) -> tuple[int, int, float]:
    """Go through the seats: have an idea, voice it, try it; return how many of each, and their value."""
    rule = model.rules.ideas
    voiced, values = 0, []
    known: dict[int, list[tuple[float, float]]] = {}
    for person in model.people:
        nearby = max(0.0, person.tie_sum - person.elsewhere)
        known.setdefault(person.seat.department, []).append((math.log1p(person.elsewhere), math.log1p(nearby)))
    model.usual_ties = {here: [fmean(side) for side in zip(*both, strict=True)] for here, both in known.items()}
    for person in model.people:
        person.voice *= rule.remembered
    for person in model.people:
        boss = person.boss
        rate = (
            rule.rate * math.exp(rule.engagement * person.engagement)
            * (rule.unsure + rule.confidence * person.confidence)
            * max(0.0, 1 - rule.fatigue * (person.fatigue - 0.35)) * max(0.0, 1 - person.hours / rule.full_week)
        )  # fmt: skip
        speaks = logistic(
            rule.voice + rule.voice_confidence * (person.confidence - 0.5)
            + rule.voice_inclusion * (person.inclusion - 0.55)
            + (rule.voice_manager * (boss.openness - 0.5) if boss else 0.0)
        )  # fmt: skip
        if person.luck("ideas", 0) < 1 - math.exp(-rate) and person.luck("ideas", 1) < speaks:
            voiced += 1
            value = try_idea(model, person)
            person.voice += -rule.unheard if value is None else rule.heard
            values += [] if value is None else [value]
    for cells in model.opportunities:
        cells[:] = [left + rule.renewal * (1 - left) for left in cells]
    return voiced, len(values), sum(values)


def try_idea(model: Model, author: Person) -> float | None:
    """Work an idea out, find its sponsor and try it; return its value, or nothing if it is not implemented."""
    rule, here = model.rules.ideas, author.seat
    sources, nearby = model.usual_ties[here.department]
    partner = author.contact(author.luck("ideas", 3)) if author.luck("ideas", 2) < rule.together else None
    known = MIXED if author.luck("ideas", 4) < rule.digital_need else range(len(CELLS))
    cell = known[int(author.luck("ideas", 5) * len(known))]
    shares = list(zip(CELLS[cell], (rule.first_skill, rule.second_skill, rule.third_skill), strict=True))
    pooled = author.skills
    if partner:
        shared = math.sqrt(learnable(distance(author, partner), model.rules.learning.reach))
        pooled = [max(k, k + (other - k) * shared) for k, other in zip(author.skills, partner.skills, strict=True)]
    quality = math.prod(pooled[m] ** share for m, share in shares)
    quality += rule.novelty if partner and partner.seat.department != here.department else 0
    quality += rule.sources * (math.log1p(author.elsewhere) - sources)
    quality = max(0.0, quality + rule.quality_spread * quantile(author.luck("ideas", 6)))

    workers = [author, partner] if partner else [author]
    say = [(w * (p.level + rule.sponsor), p) for worker in workers for p, w in worker.ties() if p not in workers]
    if not say:
        return None
    sponsor = max(say, key=lambda had: had[0])[1]
    absorbed = math.prod(sponsor.skills[m] ** share for m, share in shares)
    left = model.opportunities[here.unit]
    chance = left[cell] * logistic(
        rule.adoption + rule.adoption_quality * (quality - 0.5) + rule.adoption_access * (author.access - 0.4)
        + rule.adoption_nearby * (math.log1p(max(0.0, author.tie_sum - author.elsewhere)) - nearby)
        + rule.absorption * (absorbed - 0.5) + rule.adoption_openness * (sponsor.openness - 0.5)
    )  # fmt: skip
    if author.luck("ideas", 7) >= chance:
        return None
    if partner:
        partner.voice += rule.heard_partner
    left[cell] *= 1 - rule.depletion * min(1.0, rule.small_unit / model.unit_size[here.unit])
    reach = 1 - math.exp(-spread(model, author, workers) / rule.circle)
    return rule.value * (quality / 0.5) ** 2 * (rule.value_unspread + reach)


def spread(model: Model, author: Person, workers: list[Person]) -> int:
    """Let an idea go round three times; return how many take it up, the author apart."""
    exposed = dict.fromkeys(workers)
    for turn in range(3):
        pressure: dict[Person, float] = {}
        for person in exposed:
            for other, weight in person.ties():
                if other not in exposed:
                    pressure[other] = pressure.get(other, 0.0) + weight
        for other, weight in pressure.items():
            chance = 1 - math.exp(-model.rules.ideas.spread * other.openness * weight)
            if other.luck("spread", turn + 4 * (author.seat.number % 2**60)) < chance:
                exposed[other] = None
    return len(exposed) - 1
