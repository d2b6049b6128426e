"""Who joins the programme, and with whom (step 2 of the week)."""

from __future__ import annotations

import math
from statistics import fmean
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from mentorlab.agents.base.luck import blend, quantile
from mentorlab.agents.base.skills import COMMUNICATION, DIGITAL, LEADERSHIP
from mentorlab.agents.people.candidates import Candidates, Scoring, Side, Weights
from mentorlab.scenarios.policy.arms import FOCUS
from mentorlab.scenarios.policy.training import Training

from .people import Pair, Person, logistic, within

CIRCLE = 3
FREELY = ("volunteer", "keen")
"""Ways of asking in which people say yes or no themselves."""
Model = Any


def open_cohort(model: Model) -> None:
    """Recruit, match, train, begin."""
    policy, places = model.policy, free_places(model)
    juniors, seniors = recruit(model, places) if places else ([], [])
    if not juniors:
        model.booked["places_unfilled"] += places
        return
    if policy.arm == "training":
        model.booked["places_unfilled"] += places - len(juniors)
        taking_part = [*juniors, *seniors]
        model.in_training.append((model.week + policy.length_weeks, len(juniors), taking_part))
        for person in taking_part:
            person.enrolled = True
            attend(model, person)
    else:
        due = model.week + policy.length_weeks
        matched, chosen = match(model, juniors, seniors), policy.pairing in ("self-selected", "stable")
        new = [begin(model, *pair, len(model.opened), due, chosen) for pair in matched]
        model.booked["places_unfilled"] += places - len(new)
        for pair in new if policy.arm == "group" else ():
            pair.circle = next(other for other in new if other.senior is pair.senior)
            pair.next_session = pair.circle.next_session
        model.pairs += new
        if new and policy.targeting in FREELY:  # who found nobody is turned down as well
            for person in {*juniors, *seniors} - {person for pair in new for person in pair.both}:
                person.rejected = 1.0
                model.booked["rejected"] += 1
        taking_part = list(dict.fromkeys(person for pair in new for person in pair.both))
        for person in taking_part:
            person.enrolled = True
            if policy.pairing == "self-selected":
                person.motivation = within(person.motivation + model.rules.recruitment.chosen_freely)
            set_goals(model, person)
    model.opened.append(model.week)
    model.trained_to = model.training.trained
    for person in taking_part:
        person.rewarded, person.reward = model.week, model.reward.pull
        person.spells += 1
        if model.policy.training_content != "knowledge":
            person.training = max(person.training, model.training.trained)
        if model.policy.training_content != "identities":
            person.knowledge_training = max(person.knowledge_training, model.training.trained)
        person.hours += model.training.hours
        model.booked["trained"] += model.training != Training()


def free_places(model: Model) -> int:
    """Return the juniors wanted: a circle of three and a senior stands for two pairs."""
    places = model.policy.places(len(model.seats))
    if model.policy.arm == "group":
        places = math.ceil(places / 2) * CIRCLE
    trained = sum(juniors for _, juniors, _ in model.in_training)
    return max(0, places - (trained if model.policy.arm == "training" else len(model.running_pairs())))


def set_goals(model: Model, person: Person) -> None:
    """Agree on goals: the clearer the more hours, and above .6 at some cost to autonomy."""
    rule, clarity = model.rules.money, model.policy.goal_clarity
    person.hours += rule.goal_hours * clarity**2
    person.motivation = max(0.0, person.motivation - rule.autonomy * max(0.0, clarity - 0.6))


def attend(model: Model, person: Person) -> None:
    """Learn in training that is all the programme there is: some of the room left, as the focus has it."""
    focus = FOCUS[model.policy.focus]
    for m, heed in enumerate(focus):
        person.skills[m] += min(1.0, model.training.teaches * heed / fmean(focus)) * (1 - person.skills[m])


def recruit(model: Model, places: int) -> tuple[list[Person], list[Person]]:
    """Choose who takes part; those who chose to gain motivation, those who were told to lose some."""
    policy, rule, first = model.policy, model.rules.recruitment, model.integration.offered_first
    capacity = CIRCLE if policy.arm == "group" else policy.capacity
    crowd = [person for person in model.people if is_open_to(model, person) and not person.enrolled]
    seniors = [person for person in crowd if is_eligible(person, policy.eligible.senior)]
    juniors = [person for person in crowd if is_eligible(person, policy.eligible.junior) and person not in seniors]
    willing = willingness(model, juniors, (LEADERSHIP, COMMUNICATION)) | willingness(model, seniors, DIGITAL)
    orders = [in_order(model, juniors, False, willing), in_order(model, seniors, True, willing)]
    pairs = min(places, len(orders[0]), len(orders[1]) * capacity)
    waited = [person for person in orders[0] if person in model.waiting]
    rest = orders[0][len(waited) :]
    ahead = [person for person in rest if person.group][: int(first * pairs + 0.5)]
    orders[0] = waited + ahead + [person for person in rest if person not in ahead]
    taken, waiting = [], []
    seniors_wanted = math.ceil(pairs / CIRCLE) if policy.arm == "group" else pairs
    for order, wanted in zip(orders, (pairs, seniors_wanted), strict=True):
        for person in order[:wanted]:
            freely = policy.targeting in FREELY
            change = rule.chosen_freely if freely else -rule.told * (1 - willing[person])
            person.motivation = within(person.motivation + change)
        listed = wanted if policy.wait_list else 0
        waiting += order[wanted:][:listed]
        if pairs and policy.targeting in FREELY:
            for person in order[wanted:][listed:]:
                person.rejected = 1.0
                model.booked["rejected"] += 1
        taken.append(sorted(order[:wanted], key=lambda person: person.seat.row))
    model.waiting = waiting
    return taken[0], taken[1]


def is_open_to(model: Model, person: Person) -> bool:
    where, structure, seat = model.policy.where, model.inputs.structure, person.seat
    return (
        (not where.departments or structure.departments[seat.department] in where.departments)
        and (not where.sites or (seat.site >= 0 and structure.sites[seat.site] in where.sites))
        and (not where.levels or seat.level in where.levels)
    )


def is_eligible(person: Person, side: Any) -> bool:
    old_enough = side.min_age is None or person.age >= side.min_age
    young_enough = side.max_age is None or person.age < side.max_age + 1
    return person.level in side.levels and old_enough and young_enough


def in_order(model: Model, pool: list[Person], senior: bool, willing: dict[Person, float]) -> list[Person]:
    """Return those of a pool who can be taken, the first to be taken first."""
    rule, targeting = model.rules.recruitment, model.policy.targeting
    mean_ties = fmean(person.tie_sum for person in model.people)
    lot = {person: person.luck("recruitment", 1) for person in pool}
    mean_unwilling = fmean(1 - willing[person] for person in pool) if pool else 0.0

    def priority(person: Person) -> float:
        before = person.spells > 0
        if targeting == "nominated":
            known = rule.nominated_centrality * (person.tie_sum / mean_ties if mean_ties > 0 else 0.0)
            return (
                rule.nominated_engagement * person.engagement
                + known
                + rule.nominated_luck * (2 * lot[person] - 1)
                - (rule.nominated_before * before)
            )
        if targeting == "need":
            need = -rule.need_digital * fmean(person.skills[:3])
            if not senior:
                need = -rule.need_inclusion * person.inclusion - rule.need_access * person.access
            return need + rule.need_luck * lot[person] - rule.need_before * before
        if targeting == "keen" and not senior:
            return person.keenness + rule.keen_luck * lot[person]
        return lot[person] - before if targeting in ("lottery", "mandatory") else lot[person]

    def says_yes(person: Person) -> bool:
        chance = willing[person] if targeting in FREELY else 1.0
        if targeting == "mandatory":
            chance = 1 - rule.refusing * (1 - willing[person]) / mean_unwilling
        return person.luck("recruitment", 0) < chance

    def turn(person: Person) -> tuple[bool, float, float, int]:
        wish = priority(person) if says_yes(person) else -math.inf
        return person not in model.waiting, -wish, lot[person], person.seat.row

    return sorted((person for person in pool if says_yes(person) or person in model.waiting), key=turn)


def willingness(model: Model, pool: list[Person], learned: tuple[int, ...]) -> dict[Person, float]:
    """Return how likely each of a pool is to volunteer; the weaker in what they are to learn, the less."""
    rule = model.rules.recruitment
    if not pool:
        return {}
    skill = {person: fmean(person.skills[m] for m in learned) for person in pool}
    skill_mean, confidence_mean = fmean(skill.values()), fmean(person.confidence for person in pool)
    return {
        person: logistic(
            rule.willing + rule.willing_engagement * person.engagement + rule.willing_openness * (person.openness - 0.5)
            + rule.willing_motivation * (person.motivation - 0.5)
            + rule.willing_skill * (skill[person] - skill_mean)
            + rule.willing_confidence * (person.confidence - confidence_mean)
            + rule.willing_reward * model.reward.pull + rule.willing_protected * model.reward.protected
            - rule.put_off_by_training * model.training.hours
            - rule.put_off_by_fatigue * (person.fatigue - 0.35) - rule.put_off_by_before * (person.spells > 0)
        )
        for person in pool
    }  # fmt: skip


def match(model: Model, juniors: list[Person], seniors: list[Person]) -> list[tuple[Person, Person]]:
    """Pair them by the policy's strategy, on what the office sees. Strategies are tested apart."""
    policy, rule = model.policy, model.rules.matching
    shape = (len(juniors), len(seniors))
    weight, closeness = np.zeros(shape), np.zeros(shape)
    place = {senior: column for column, senior in enumerate(seniors)}
    for row, junior in enumerate(juniors):
        around: dict[Person, float] = {}
        for friend, w in junior.ties():
            if friend in place:
                weight[row, place[friend]] += w
            for other, v in friend.ties():
                if other in place:
                    around[other] = around.get(other, 0.0) + w * v
        for senior in place.keys() & (around.keys() | dict(junior.ties()).keys()):
            column = place[senior]
            closeness[row, column] = math.log(1 + 4 * weight[row, column] + around.get(senior, 0.0))
    own_manager = [(row, place[j.boss]) for row, j in enumerate(juniors) if j.boss in place]
    candidates = Candidates(
        juniors=as_seen(model, juniors),
        seniors=as_seen(model, seniors),
        teaching=model.arm.teaching,
        reach=model.rules.learning.reach,
        focus=np.array(FOCUS[policy.focus]),
        weights=Weights(**policy.best_score.model_dump()),
        rule=Scoring(*(getattr(rule, name) for name in Scoring._fields)),
        ties=csr_array(weight),
        closeness=csr_array(closeness),
        must_not=np.array(own_manager if policy.must_not.own_manager else [], np.int64).reshape(-1, 2),
        capacity=CIRCLE if policy.arm == "group" else policy.capacity,
        luck=model.keys["matching"],
        week=model.tick,
    )
    low, high = model.keys["matching"]
    stream = np.random.Generator(np.random.Philox(key=int(low) + ((int(high) ^ model.tick) << 64)))
    pairs = [(juniors[row], seniors[column]) for row, column in model.strategy(candidates, stream)]
    return sorted(pairs, key=lambda pair: (pair[0].seat.row, pair[1].seat.row))


def as_seen(model: Model, side: list[Person]) -> Side:
    """Return people as the office sees them: skills and style with error."""
    rule = model.rules.matching

    def seen(person: Person, true: list[float], spread: float, first: int) -> list[float]:
        errors = (quantile(person.luck("matching", first + m)) for m in range(len(true)))
        return [within(value + spread * error) for value, error in zip(true, errors, strict=True)]

    return Side(
        rows=np.array([person.seat.row for person in side]),
        skills=np.array([seen(person, person.skills, rule.skill_error, 0) for person in side]),
        wants=np.array([person.wants for person in side]),
        can_teach=np.array([person.can_teach for person in side]),
        style=np.array([seen(person, person.style, rule.style_error, 8) for person in side]),
        level=np.array([person.level for person in side]),
        age=np.array([person.age for person in side]),
        department=np.array([person.seat.department for person in side]),
        degree=np.array([person.tie_sum for person in side]),
        seat=np.array([person.seat.number for person in side], np.uint64),
        lot=np.array([person.luck("matching", 10) for person in side]),
    )


def begin(model: Model, junior: Person, senior: Person, cohort: int, due: int, chosen: bool = False) -> Pair:
    """Let two people begin: with more rapport the more alike and the closer they are, and if they chose each other."""
    rule, policy = model.rules.matching, model.policy
    number = int(blend(junior.seat.number, senior.seat.number))
    similarity = 1 - fmean(abs(a - b) for a, b in zip(junior.style, senior.style, strict=True))
    fits = [
        any(want and can for want, can in zip(learner.wants, teacher.can_teach, strict=True))
        for learner, teacher in ((junior, senior), (senior, junior))
    ]
    clarity = within(policy.goal_clarity + rule.goal_clarity * sum(fits) / 2)
    rapport = (
        rule.rapport + rule.rapport_similarity * (similarity - 0.7)
        + rule.rapport_tie * dict(junior.ties()).get(senior, 0.0) + rule.rapport_chosen * chosen
        + rule.rapport_spread * quantile(model.luck("matching", number, 0))
    )  # fmt: skip
    focus = FOCUS[policy.focus]
    heed = {junior: attention(focus, junior, senior), senior: attention(focus, senior, junior)}
    return Pair(
        number, junior, senior, cohort, began=model.week, due=due, similarity=similarity, goal_fit=sum(fits) / 2,
        attention=heed, rapport=within(rapport), clarity=clarity, first_clarity=clarity,
        next_session=first_session(model, number), last_session=model.week,
    )  # fmt: skip


def first_session(model: Model, number: int) -> int:
    """Return the week of a pair's first session: 1 to `every` weeks from now."""
    return model.week + 1 + int(model.luck("matching", number, 1) * max(1, model.policy.sessions.every_weeks))


def attention(focus: tuple[float, ...], learner: Person, teacher: Person) -> list[float]:
    """Return half the focus and half what one wants and the other can teach, each with mean 1."""
    wishes = [want + can for want, can in zip(learner.wants, teacher.can_teach, strict=True)]
    about = [wish / fmean(wishes) for wish in wishes] if any(wishes) else [1.0] * 8
    return [0.5 * part / fmean(focus) + 0.5 * wish for part, wish in zip(focus, about, strict=True)]
