"""What pairs go through: support, sessions, check-ins, parting (steps 2 to 5 of the week)."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any, NamedTuple

import numpy as np

from mentorlab.agents.base.luck import quantile
from mentorlab.scenarios.policy.feedback import both, rematch, repair

from .joining import begin
from .people import Pair, Person, distance, learnable, logistic, within

DATA_AND_AI, COMMUNICATION, LEADERSHIP = 1, 6, 5
Model = Any


# 2 support


def support(model: Model) -> None:
    """Bring back what has faded of the training, in the cohorts whose turn it is."""
    rule, content = model.support, model.policy.training_content
    reached = max(model.trained_to, rule.least)
    for person in dict.fromkeys(person for pair in whose_turn(model, model.policy.support) for person in pair.both):
        if content != "knowledge":
            person.training += rule.restores * max(0.0, reached - person.training)
        if content != "identities":
            person.knowledge_training += rule.restores * max(0.0, reached - person.knowledge_training)
        person.hours += rule.hours * (1 if content == "both" else rule.one_content)


def whose_turn(model: Model, round_of: Any) -> list[Pair]:
    """Return the pairs of the cohorts that are a multiple of the round's weeks old; none that starts this week."""
    ages = {cohort: model.week - start for cohort, start in enumerate(model.opened)}
    return [
        pair for pair in model.running_pairs() if ages[pair.cohort] and ages[pair.cohort] % round_of.every_weeks == 0
    ]


# 3 sessions


class Meeting(NamedTuple):
    """A session that took place."""

    pair: Pair
    quality: float
    spacing: float
    rapport: float
    """Before the session."""


def hold_sessions(model: Model) -> None:
    """Hold what is due, with all that comes of it; what one session changes, no other of the week sees."""
    due = [pair for pair in model.running_pairs() if pair.next_session <= model.week]
    held = [meeting for pair in due if (meeting := meet(model, pair))]
    came = Counter(meeting.pair.circle for meeting in held)
    for pair in due:
        if pair.circle and came[pair.circle]:  # who missed the circle waits for its next date
            pair.next_session = model.week + model.policy.sessions.every_weeks
    effects = []
    for meeting in held:
        circle = meeting.pair.circle
        effects += learn_and_feel(model, meeting, 1 / came[circle] if circle else 1.0) + make_ties(model, meeting)
    for effect in effects:
        effect()
    model.booked["sessions_due"] += len(due)
    model.booked["sessions_held"] += len(held)


def meet(model: Model, pair: Pair) -> Meeting | None:
    """Let two people meet, or miss each other; a circle has one draw for all."""
    rule, week, every = model.rules.sessions, model.week, model.policy.sessions.every_weeks
    junior, senior = pair.both
    available = (rule.available_0, rule.available_1, rule.available_2, rule.available_3, rule.available_4)
    whose = (pair.circle or pair).number
    free = min(available[junior.level], available[senior.level])
    free += rule.protected * model.reward.protected * (1 - free)
    turn_up = free * logistic(
        rule.turn_up
        + rule.turn_up_motivation * (min(junior.drive, senior.drive) - 0.5)
        - rule.turn_up_fatigue * (max(junior.fatigue, senior.fatigue) - 0.4)
        + rule.turn_up_rapport * (pair.rapport - 0.5)
    )
    if model.luck("sessions", whose, 0) >= turn_up:
        pair.rapport = max(0.0, pair.rapport - rule.missed)
        pair.missed = min(8, pair.missed + 1)
        pair.next_session = week + (1 if model.luck("sessions", whose, 1) < rule.try_again else every)
        return None
    trained = pair.mean("training")
    rank = rule.hierarchy * max(0, senior.level - junior.level - 1) * (1 - rule.hierarchy_training * trained)
    lost = model.arm.quality_lost + model.arm.quality_lost_untrained * (1 - trained)
    quality = within(
        rule.quality + rule.quality_similarity * (pair.similarity - 0.7) + rule.quality_training * (trained - 0.2)
        + rule.quality_clarity * (pair.clarity - 0.4) + rule.quality_openness * (pair.mean("openness") - 0.5)
        - rule.quality_fatigue * (pair.mean("fatigue") - 0.35) - rank * model.arm.hierarchy
        + rule.quality_motivation * (pair.mean("drive") - 0.5) - model.reward.gaming * model.reward.tangibility - lost
        + rule.quality_spread * quantile(model.luck("sessions", pair.number, 2))
    )  # fmt: skip
    meeting = Meeting(pair, quality, 1 - math.exp(-(week - pair.last_session) / rule.space), pair.rapport)
    pair.rapport += rule.rapport_pace * (quality - pair.rapport)
    pair.missed, pair.last_session, pair.next_session = 0, week, week + every
    pair.sessions += 1
    return meeting


def learn_and_feel(model: Model, meeting: Meeting, share: float) -> list[Any]:
    """Learn from each other and by teaching; change in motivation, confidence and openness.

    `share` is the part of the senior that the junior has: a circle moves its senior by the mean over its juniors.
    """
    pair, quality, spacing, rapport = meeting
    junior, senior = pair.both
    arm, learning, drive, feel = model.arm, model.rules.learning, model.rules.motivation, model.rules.attitudes
    lent = model.rules.transport * spacing
    across = min(1.0, abs(senior.age - junior.age) / feel.full_age_gap)
    trained = pair.mean("knowledge_training")
    reach = learning.reach * (1 + learning.reach_training * trained)
    bridged = learnable(distance(junior, senior), reach) * (learning.floor + (1 - learning.floor) * rapport)
    part = {junior: (1 - arm.teaching) * arm.learning, senior: arm.teaching * arm.learning * arm.learning_senior}
    gain = {}
    for learner in pair.both:
        pace = lent * learning.rate * (1 + learning.rate_training * (trained - 0.2)) * bridged * part[learner]
        pace *= math.sqrt(max(0.0, learner.drive)) * (1 - learner.fatigue)
        teacher = pair.partner(learner)
        gain[learner] = [
            min(1.0, pace * heed * keen) * max(0.0, other - own)
            for heed, keen, own, other in zip(
                pair.attention[learner], inspiring(model, teacher), learner.skills, teacher.skills, strict=True
            )
        ]
    gain[senior][DATA_AND_AI] *= 1 - 2 * learning.wrong
    practised = lent * arm.learning * learning.practice * model.integration.practice * max(0.0, quality - 0.4)
    for skill in (LEADERSHIP, COMMUNICATION):
        gain[junior][skill] += practised * arm.teaching * (1 - junior.skills[skill])
    practised *= arm.learning_senior * learning.practice_senior * across
    gain[senior][COMMUNICATION] += practised * (1 - senior.skills[COMMUNICATION])

    opening = lent * (feel.opening if quality > 0.48 else feel.closing) * (quality - 0.48) * across
    opening *= feel.inclusion_focus if model.policy.focus == "inclusion" else 1
    teaches, meeting_takes = {junior: arm.teaching, senior: 1 - arm.teaching}, model.rules.sessions
    building = {junior: arm.teaching, senior: feel.confidence_senior}
    embarrassed = drive.embarrassment * (1 - drive.embarrassment_training * senior.training)
    embarrassed *= arm.teaching * (1 - rapport)
    effects = []
    for person in pair.both:
        whole = share if person is senior else 1.0
        progress = sum(gain[person]) + drive.partner_progress * sum(gain[pair.partner(person)])
        moved = spacing * (drive.session * (quality - 0.48) + drive.progress * (progress - 0.02))
        moved -= embarrassed if person is senior else 0.0
        moved = whole * (moved - drive.crowding * model.reward.tangibility * person.motivation)
        surer = whole * lent * feel.confidence * (quality - 0.42) * (1 - person.confidence) * building[person]
        prepares = meeting_takes.preparation * (teaches[person] + meeting_takes.preparation_anyway)
        opened, hours = whole * opening, whole * (meeting_takes.hours + prepares)

        def happen(person=person, more=gain[person], moved=moved, surer=surer, opened=opened, hours=hours) -> None:
            person.skills = [within(skill + extra) for skill, extra in zip(person.skills, more, strict=True)]
            person.motivation = within(person.motivation + moved)
            person.confidence = within(person.confidence + surer)
            person.openness = within(person.openness + opened)
            person.hours += hours

        effects.append(happen)
    return effects


def inspiring(model: Model, teacher: Person) -> list[float]:
    """Return what a teacher's keenness on technology multiplies learning by, for each of the skills."""
    return [1 + model.rules.learning.keenness * (teacher.keenness - 0.5)] * 3 + [1.0] * 5


def make_ties(model: Model, meeting: Meeting) -> list[Any]:
    """Let the tie grow with the quality of the session; the senior may introduce the junior to somebody."""
    rule, pair = model.rules.network, meeting.pair
    chance = rule.introduction * meeting.rapport * (1 + rule.introduction_visible * model.reward.visibility)
    introduced = None
    if model.luck("introductions", pair.number, 0) < chance:
        introduced = pair.senior.contact(model.luck("introductions", pair.number, 1))

    def happen() -> None:
        above = max(0.0, meeting.quality - rule.session_from) / (1 - rule.session_from)
        by = meeting.spacing * rule.session * above
        new = pair.junior.strengthen(pair.senior, by) if by > 0 else 0
        if introduced and introduced is not pair.junior:
            new += pair.junior.strengthen(introduced, rule.introduction_weight)
        model.booked["new_ties"] += new

    return [happen]


# 4 check-ins


def check_in(model: Model) -> None:
    """Ask the pairs of the cohorts whose turn it is how it goes; match the worst anew, mend the bad."""
    rule, running = model.rules.feedback, whose_turn(model, model.policy.feedback)
    if not running:
        return
    come = Counter(pair.circle for pair in running)
    for pair in running:
        ask(model, pair, 1 / come[pair.circle] if pair.circle else 1.0)
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


def ask(model: Model, pair: Pair, share: float) -> None:
    """Check in with a pair: now and then it does harm, else it makes things clearer.

    The senior of a circle is asked once, and moved by the mean over its juniors.
    """
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
    for person, lift, part in zip(pair.both, lifts, (1.0, share), strict=True):
        person.motivation = within(person.motivation + part * lift)
        person.hours += part * rule.hours
        person.check_ins += part


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
                new = [begin(model, *two, old.cohort, old.due) for old, two in zip(flagged, pairs, strict=True)]
                for place, pair in enumerate(new if model.policy.arm == "group" else ()):
                    left = flagged[place - step]  # a junior joins the circle of the senior, and meets when it does
                    pair.circle, pair.next_session = left.circle, left.next_session
                model.pairs += new
                return flagged
        flagged = [pair for pair, good in zip(flagged, fine, strict=True) if good]
    return []


# 5 parting, and other ends


def part(model: Model) -> None:
    """Let clarity fade, and pairs give up."""
    rule, feedback = model.rules.parting, model.rules.feedback
    parted = []
    for pair in model.running_pairs():
        if model.week - pair.began == 13:
            pair.quarter_rapport = pair.rapport
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
    for person in model.people:
        person.training *= 1 - model.support.fades
        person.knowledge_training *= 1 - model.support.fades


def end(model: Model, pairs: list[Pair], ending: str) -> None:
    """End pairs; who has none left is out of the programme."""
    for pair in pairs:
        pair.end(model.week, ending)
    still = {person for pair in model.running_pairs() for person in pair.both}
    for pair in pairs:
        for person in pair.both:
            person.enrolled = person in still


def end_training(model: Model, by: float) -> None:
    """Let those out of the programme whose round of training ends by a week."""
    for until, _, people in model.in_training:
        if until <= by:
            for person in people:
                person.enrolled = False
    model.in_training = [one for one in model.in_training if one[0] > by]
