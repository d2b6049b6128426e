"""What pairs go through: sessions, check-ins, parting (5.3 to 5.9; steps 3 to 5 of the week)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from mentorlab.agents.luck import quantile
from mentorlab.scenarios.feedback import both, rematch, repair

from .joining import begin
from .people import Pair, distance, learnable, logistic, within

COMMUNICATION, LEADERSHIP = 6, 5
Model = Any


# 3 sessions


def hold_sessions(model: Model) -> None:
    """Hold what is due, with all that comes of it; what one session changes, no other of the week sees."""
    due = [pair for pair in model.running_pairs() if pair.next_session <= model.week]
    model.booked["sessions_due"] += len(due)
    effects = [effect for pair in due for effect in hold_session(model, pair)]
    for effect in effects:
        effect()


def hold_session(model: Model, pair: Pair) -> list[Any]:
    """Let two people meet, or miss each other (5.3); return what is to change once all have met."""
    rule, week, every = model.rules.sessions, model.week, model.policy.sessions.every_weeks
    junior, senior = pair.both
    available = (rule.available_0, rule.available_1, rule.available_2, rule.available_3, rule.available_4)
    turn_up = min(available[junior.level], available[senior.level]) * logistic(
        rule.turn_up
        + rule.turn_up_motivation * (min(junior.drive, senior.drive) - 0.5)
        - rule.turn_up_fatigue * (max(junior.fatigue, senior.fatigue) - 0.4)
    )
    if model.luck("sessions", pair.number, 0) >= turn_up:
        pair.rapport = max(0.0, pair.rapport - rule.missed)
        pair.missed = min(8, pair.missed + 1)
        again = model.luck("sessions", pair.number, 1) < rule.try_again
        pair.next_session = week + (1 if again else every)
        return []
    trained = pair.mean("training")
    rank = rule.hierarchy * max(0, senior.level - junior.level - 1) * (1 - rule.hierarchy_training * trained)
    rank *= rule.hierarchy_reverse if model.arm.junior_leads else 1
    quality = within(
        rule.quality + rule.quality_similarity * (pair.similarity - 0.7) + rule.quality_training * (trained - 0.2)
        + rule.quality_clarity * (pair.clarity - 0.4) + rule.quality_openness * (pair.mean("openness") - 0.5)
        - rule.quality_fatigue * (pair.mean("fatigue") - 0.35) - rank
        + rule.quality_motivation * (pair.mean("drive") - 0.5) - model.reward.gaming * model.reward.tangibility
        + rule.quality_spread * quantile(model.luck("sessions", pair.number, 2))
    )  # fmt: skip
    spacing = 1 - math.exp(-(week - pair.last_session) / rule.space)
    model.booked["sessions_held"] += 1
    effects = learn_and_feel(model, pair, quality, spacing) + make_ties(model, pair, quality, spacing)
    pair.rapport += rule.rapport_pace * (quality - pair.rapport)  # the gains above are of the rapport before
    pair.missed, pair.last_session, pair.next_session = 0, week, week + every
    pair.sessions += 1
    return effects


def learn_and_feel(model: Model, pair: Pair, quality: float, spacing: float) -> list[Any]:
    """Learn from each other and by teaching (5.4); change in motivation (5.5), confidence and openness (5.9)."""
    junior, senior = pair.both
    learning, drive, feel = model.rules.learning, model.rules.motivation, model.rules.attitudes
    lent = model.rules.transport * spacing
    across = min(1.0, abs(senior.age - junior.age) / feel.full_age_gap)
    theta = {senior: model.arm.teaching, junior: 1 - model.arm.teaching}
    reach = learning.reach * (1 + learning.reach_training * pair.mean("training"))
    bridged = learnable(distance(junior, senior), reach) * (learning.floor + (1 - learning.floor) * pair.rapport)
    gain = {}
    for learner in pair.both:
        teacher = pair.partner(learner)
        pace = lent * learning.rate * bridged * theta[learner]
        pace *= math.sqrt(max(0.0, learner.drive)) * (1 - learner.fatigue)
        gain[learner] = [
            min(1.0, pace * heed) * max(0.0, other - own)
            for heed, own, other in zip(pair.attention[learner], learner.skills, teacher.skills, strict=True)
        ]
    practised = lent * learning.practice * max(0.0, quality - 0.4)
    for skill in (LEADERSHIP, COMMUNICATION):
        gain[junior][skill] += practised * model.arm.teaching * (1 - junior.skills[skill])
    gain[senior][COMMUNICATION] += practised * learning.practice_senior * across * (1 - senior.skills[COMMUNICATION])

    opened = lent * (feel.opening if quality > 0.48 else feel.closing) * (quality - 0.48) * across
    opened *= feel.inclusion_focus if model.policy.focus == "inclusion" else 1
    prepared = {junior: model.arm.teaching + 0.3, senior: 1.3 - model.arm.teaching}
    part_in_confidence = {junior: model.arm.teaching, senior: feel.confidence_senior}
    effects = []
    for person in pair.both:
        progress = sum(gain[person]) + drive.partner_progress * sum(gain[pair.partner(person)])
        moved = spacing * (drive.session * (quality - 0.48) + drive.progress * (progress - 0.02))
        moved -= drive.crowding * model.reward.tangibility * person.motivation
        surer = lent * feel.confidence * (quality - 0.42) * (1 - person.confidence) * part_in_confidence[person]
        hours = 1 + model.rules.sessions.preparation * prepared[person]

        def happen(person=person, learned=gain[person], moved=moved, surer=surer, hours=hours) -> None:
            person.skills = [min(1.0, skill + more) for skill, more in zip(person.skills, learned, strict=True)]
            person.motivation = within(person.motivation + moved)
            person.confidence = within(person.confidence + surer)
            person.openness = within(person.openness + opened)
            person.hours += hours

        effects.append(happen)
    return effects


def make_ties(model: Model, pair: Pair, quality: float, spacing: float) -> list[Any]:
    """Add sp .06 2q to the tie; the senior introduces the junior with .10 R (1 + 2 visibility) (5.11)."""
    rule = model.rules.network
    chance = rule.introduction * pair.rapport * (1 + rule.introduction_visible * model.reward.visibility)
    introduced = None
    if model.luck("introductions", pair.number, 0) < chance:
        introduced = pair.senior.contact(model.luck("introductions", pair.number, 1))

    def happen() -> None:
        new = pair.junior.strengthen(pair.senior, spacing * rule.session * quality)
        if introduced and introduced is not pair.junior:
            new += pair.junior.strengthen(introduced, rule.introduction_weight)
        model.booked["new_ties"] += new

    return [happen]


# 4 check-ins


def check_in(model: Model) -> None:
    """Ask every pair how it goes; match the worst anew, mend the bad (5.6)."""
    rule, running = model.rules.feedback, model.running_pairs()
    for pair in running:
        ask(model, pair)
    model.booked["check_ins"] += len(running)
    seen = {
        pair: pair.rapport + rule.seen_error * quantile(model.luck("check-ins", pair.number, 1)) for pair in running
    }
    action = {"repair": repair, "rematch": rematch, "both": both}[model.policy.feedback.action]
    flags = action(np.array(list(seen.values())), np.array([model.week - pair.began for pair in running]), rule)
    mend, anew = ([pair for pair, flag in zip(running, flagged, strict=True) if flag] for flagged in flags)
    rotated = rotate(model, anew)
    model.booked["rematches"] += len(rotated)
    mend = sorted((pair for pair in mend if pair not in rotated), key=lambda pair: (seen[pair], pair.number))
    capacity = math.ceil(rule.repair_capacity * (model.policy.feedback.every_weeks * len(running)))
    for pair in mend[:capacity]:
        pair.rapport += rule.repair_gain * (1 - pair.rapport)
        for person in pair.both:
            person.hours += rule.repair_hours
        model.booked["repairs"] += 1


def ask(model: Model, pair: Pair) -> None:
    """Check in with a pair: with .35 (1 - .5 T)(.6 + .8 f) it does harm, else it makes things clearer."""
    rule = model.rules.feedback
    tired = rule.harm_rested + rule.harm_fatigue * pair.mean("fatigue")
    harms = rule.harm * (1 - rule.harm_training * pair.mean("training")) * tired
    pair.check_ins += 1
    if model.luck("check-ins", pair.number, 0) < harms:
        pair.harmed += 1
        pair.rapport = max(0.0, pair.rapport - rule.harm_rapport)
        lifts = (-rule.harm_motivation, -rule.harm_motivation)
    else:
        pair.clarity += rule.clarity * (1 - pair.clarity)
        lifts = (rule.lift_junior, rule.lift_senior)
    for person, lift in zip(pair.both, lifts, strict=True):
        person.motivation = within(person.motivation + lift)
        person.hours += rule.hours
        person.check_ins += 1


def rotate(model: Model, flagged: list[Pair]) -> list[Pair]:
    """Pass the seniors of flagged pairs on by the first step, to eight, that breaks no rule; return those pairs.

    If there is none, those pairs that the last step tried would have broken a rule for go on as they are.
    """
    while len(flagged) > 1:
        for step in range(1, min(len(flagged), 9)):
            pairs = [(pair.junior, flagged[place - step].senior) for place, pair in enumerate(flagged)]
            fine = [
                senior not in pair.both and not (model.policy.must_not.own_manager and junior.boss is senior)
                for pair, (junior, senior) in zip(flagged, pairs, strict=True)
            ]
            if all(fine):
                for pair in flagged:
                    pair.end(model.week, "rematched")
                model.pairs += [begin(model, *pair, flagged[0].cohort, flagged[0].due) for pair in pairs]
                return flagged
        flagged = [pair for pair, good in zip(flagged, fine, strict=True) if good]
    return []


# 5 parting, and other ends


def part(model: Model) -> None:
    """Let clarity fade, and pairs give up (5.8)."""
    rule, feedback = model.rules.parting, model.rules.feedback
    parted = []
    for pair in model.running_pairs():
        pair.clarity += (feedback.clarity_kept * pair.first_clarity - pair.clarity) / feedback.clarity_weeks
        hazard = rule.hazard * math.exp(
            rule.rapport * (0.5 - pair.rapport)
            + rule.motivation * (0.5 - min(pair.junior.drive, pair.senior.drive))
            + rule.fatigue * (max(pair.junior.fatigue, pair.senior.fatigue) - 0.4)
            - rule.training * (pair.mean("training") - 0.3)
            + rule.missed * pair.missed
        )
        if model.luck("parting", pair.number, 0) < 1 - math.exp(-hazard):
            parted.append(pair)
    for pair in parted:
        for person in pair.both:
            person.inclusion = max(0.0, person.inclusion - rule.hurt)
    model.booked["parted"] += len(parted)
    end(model, parted, "parted")
    if model.cohorts:
        for person in model.people:
            person.training *= 1 - model.training.fades


def end(model: Model, pairs: list[Pair], ending: str) -> None:
    """End pairs; who has none left is out of the programme."""
    for pair in pairs:
        pair.end(model.week, ending)
    still = {person for pair in model.running_pairs() for person in pair.both}
    for pair in pairs:
        for person in pair.both:
            person.enrolled = person in still
