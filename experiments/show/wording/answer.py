"""Which design, in plain words: one sentence for a title, and sentences on why, at what cost and how sure.

All of it is read off the `Answer` of a comparison. Every sentence says what was shown, and nothing that only could be.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ....agents.files.tables.cells import listed
from ....scenarios.assumptions.outcomes import OUTCOME, PARTICIPANTS_SHOWN
from ...results.answer import Answer, Price, Standing, Step
from ...results.comparison import ComparisonResult
from ...statistics.verdicts import ENOUGH
from .numbers import amount

NAMED = 3
"""Designs or outcomes that a sentence names; of more it counts the rest."""


class AnswerWords(NamedTuple):
    """An answer in words."""

    lead: str
    """One sentence, which may be the title of a picture."""
    lines: tuple[str, ...]
    """Sentences that say why, at what cost and how sure; each may be read alone."""


def answer_in_words(comparison: ComparisonResult) -> AnswerWords:
    """Return what a comparison says about which design."""
    if comparison.apart:
        return AnswerWords("The scenarios do not share their assumptions, so it is not said which is better.", ())
    if comparison.answer is None:
        return AnswerWords("None of the scenarios has a programme, so there is no design to choose.", ())
    return in_words(comparison.answer, comparison.currency)


def in_words(answer: Answer, currency: str | None = None) -> AnswerWords:
    """Return an answer in words; money is counted in the currency, where it is known."""
    lines = [
        *size_differs(answer), *not_choosing(answer), *as_good_ones(answer), *costs(answer, currency),
        *steps_down(answer, currency), *beaten_ones(answer), *trades(answer), *possible_ones(answer), *losing(answer),
        *separating(answer),
    ]  # fmt: skip
    return AnswerWords(lead_of(answer), () if answer.futures < ENOUGH else tuple(lines))


# The sentence to lead with -------------------------------------------------------------------------------------------


def lead_of(answer: Answer) -> str:
    """Return the answer in one sentence."""
    names = [one.name for one in answer.designs]
    if answer.futures < ENOUGH:
        return f"It takes at least {ENOUGH} futures to say which design; here are {answer.futures}."
    if len(names) == 1:
        return of_one(answer, answer.designs[0])
    whom = people(answer)
    if answer.best:
        if len(answer.best) > 1:
            return (
                f"{some(answer.best)} share the first place: none of them is shown to be cheaper or ahead on the whole."
            )
        so_far = " so far" if answer.possible else ""
        if len(answer.as_good) > 1:
            harmless = " and no harm" if any(one.loses_on for one in answer.designs) else ""
            best = f"{answer.best[0]} is the best choice{so_far}"
            return f"{best}: nothing shown to do as well for {whom}{harmless} is cheaper."
        return f"{answer.best[0]} is the best choice{so_far}: no other design is shown to do as well for {whom}."
    if answer.as_good:
        who = "it" if len(answer.as_good) == 1 else "each"
        return f"No design is best: {some(answer.as_good)} would be, but {who} is shown to do harm as well."
    if not any(one.gainers for one in answer.objectives):
        return f"No design is shown to gain anything for {whom}."
    if answer.possible:
        verb = "is" if len(answer.possible) == 1 else "are"
        return f"It is not yet clear which design is best: {some(answer.possible)} {verb} still possible."
    if any(one.status == "trades off" for one in answer.designs):
        return f"No design is best for {whom} in everything: {leaders(answer)}."
    return "No design is as good as the others in everything, and each is beaten by another."


def of_one(answer: Answer, design: Standing) -> str:
    """Return what the only design is shown to do."""
    gains = [label(one.outcome) for one in answer.objectives if design.name in one.gainers]
    harm = list(map(label, design.loses_on))
    whom = people(answer)
    if gains and harm:
        return f"For {whom}, {design.name} is shown to gain in {listed(gains)}, and to lose in {listed(harm)}."
    if gains:
        return f"For {whom}, {design.name} is shown to gain in {listed(gains)}."
    if harm:
        return f"For {whom}, {design.name} is shown to lose in {listed(harm)}, and to gain in nothing."
    return f"{design.name} is not shown to gain anything for {whom}."


def leaders(answer: Answer) -> str:
    """Return who leads on what, such as "A leads in innovation, and B in inclusion"."""
    leads: dict[str, list[str]] = {}
    for outcome, name in answer.leaders.items():
        leads.setdefault(name, []).append(label(outcome))
    clauses = [f"{name} leads in {listed(outcomes)}" for name, outcomes in leads.items()]
    return listed(clauses)


# Why, at what cost and how sure --------------------------------------------------------------------------------------


def size_differs(answer: Answer) -> Iterable[str]:
    """Yield why the organisation's headlines are the objectives, if they are."""
    if answer.whose == "organisation" and len(answer.designs) > 1:
        yield (
            "The designs differ in how many pairs they plan, so they are compared by what they do for the whole "
            "organisation."
        )


def not_choosing(answer: Answer) -> Iterable[str]:
    """Yield which objectives do not choose, as no design gains on them."""
    without = [label(one.outcome) for one in answer.objectives if not one.gainers]
    if without and len(without) < len(answer.objectives):
        yield f"No design is shown to gain in {listed(without)}, so that does not choose among them."


def as_good_ones(answer: Answer) -> Iterable[str]:
    """Yield which designs do as well as any other, and what that means."""
    if len(answer.designs) > 1 and answer.as_good:
        chosen = [label(one.outcome) for one in answer.objectives if one.chooses and one.gainers]
        verb = "is" if len(answer.as_good) == 1 else "are"
        each = "" if len(answer.as_good) == 1 else "each "
        yield (
            f"{listed(answer.as_good)} {verb} as good as the best: {each}shown to keep at least {share(answer.keeps)} "
            f"of every other design's gain in {listed(chosen)} of {people(answer)}."
        )


def costs(answer: Answer, currency: str | None) -> Iterable[str]:
    """Yield what the best costs over the whole run, and what it saves beside others that are as good."""
    if not answer.best or answer.staircase[0].price.cash is None:
        return
    standing = {one.name: one for one in answer.designs}
    step = answer.staircase[0]
    each = "" if len(step.names) == 1 else ", on average of those that share the first place"
    verb = "costs" if len(step.names) == 1 else "cost"
    yield f"Over the whole run {some(step.names)} {verb} {price(step.price, currency)}{each}."
    for name in answer.as_good:
        if name not in answer.best and (saved := less(step.price, standing[name].price, currency)):
            yield f"That is {saved} than {name}, which is as good as the best too."


def steps_down(answer: Answer, currency: str | None) -> Iterable[str]:
    """Yield each cheaper step with what it keeps, and why there are no more."""
    for before, step in zip(answer.staircase, answer.staircase[1:], strict=False):
        yield (
            f"For {price(step.price, currency)} instead of {price(before.price, currency)}: {some(step.names)}, "
            f"{what_it_keeps(answer, step)}."
        )
    if answer.ends == "none is the best" and answer.staircase:
        yield f"Among the designs cheaper than {some(answer.staircase[-1].names)} none is the best by this rule."


def what_it_keeps(answer: Answer, step: Step) -> str:
    """Return what a step keeps of the largest gains: by their means, which may come out otherwise by chance."""
    verb = "which keeps" if len(step.names) == 1 else "which keep"
    kept = {label(name): step.keeps[name] for name in answer.leaders}
    shares = [f"{100 * max(0.0, part):.0f} % in {name}" for name, part in kept.items() if part is not None]
    return f"{verb} of the largest gain {listed(shares)}" if shares else "of which it is not known what it keeps"


def beaten_ones(answer: Answer) -> Iterable[str]:
    """Yield which designs are beaten, by whom and on what."""
    alike: dict[tuple[str, tuple[str, ...], bool], list[str]] = {}
    for one in answer.designs:
        if one.status == "beaten":
            by = one.beaten_by[0]
            alike.setdefault((by, one.short_of[by], len(one.beaten_by) > 1), []).append(one.name)
    for (by, outcomes, others), names in alike.items():
        are, keep = ("is", "it keeps") if len(names) == 1 else ("are", "they keep")
        also = ", among others" if others else ""
        on = listed(list(map(label, outcomes)))
        yield f"{listed(names)} {are} beaten by {by}{also}: {keep} too little of its gain in {on}."


def trades(answer: Answer) -> Iterable[str]:
    """Yield which designs trade objectives off, and what each keeps of the largest gains."""
    several = [one for one in answer.designs if one.status == "trades off"]
    for one in several:
        for other in (other for other in one.trades_with if other > one.name or not status_is(answer, other)):
            here, there = one.short_of[other], standing_named(answer, other).short_of[one.name]
            yield (
                f"{one.name} and {other} trade off: {one.name} keeps too little of the other's gain in "
                f"{listed(list(map(label, here)))}, and {other} in {listed(list(map(label, there)))}."
            )
    if several and not answer.best:
        for one in several:
            kept = [
                f"{100 * max(0.0, part):.0f} % in {label(name)}"
                for name in answer.leaders
                if (part := one.keeps[name]) is not None
            ]
            if kept:
                yield f"Of the largest gains {one.name} keeps {listed(kept)}."


def status_is(answer: Answer, name: str) -> bool:
    """Tell whether a design trades off, and so has a line of its own."""
    return standing_named(answer, name).status == "trades off"


def standing_named(answer: Answer, name: str) -> Standing:
    """Return how a design stands, by its name."""
    return next(one for one in answer.designs if one.name == name)


def possible_ones(answer: Answer) -> Iterable[str]:
    """Yield which designs are still possible, and about how many futures would settle it."""
    if len(answer.designs) == 1 or not answer.possible or not any(one.gainers for one in answer.objectives):
        return
    more = [one.more_futures for one in answer.designs if one.name in answer.possible]
    numbers = [number for number in more if number is not None]
    verb = "is" if len(answer.possible) == 1 else "are"
    said = f"{listed(answer.possible)} {verb} still possible: neither shown to do as well as the best nor beaten."
    if numbers and len(numbers) == len(more):
        wanted = -(-(answer.futures + max(numbers)) // 10) * 10
        said += (
            f" About {wanted:,} futures would settle it (--replicates {wanted})."
            if wanted <= MOST
            else " Some are so close to that line that no reasonable number of futures settles it."
        )
    yield said


MOST = 2000
"""More futures than this are not proposed."""


def losing(answer: Answer) -> Iterable[str]:
    """Yield which designs do worse than no programme on something."""
    if len(answer.designs) > 1:
        for one in answer.designs:
            if one.loses_on:
                yield (
                    f"{one.name} is shown to do worse than no programme in {listed(list(map(label, one.loses_on)))}, "
                    "so it cannot be the best."
                )


def separating(answer: Answer) -> Iterable[str]:
    """Yield in what else participants fare differently by design, and in what no difference is shown."""
    if len(answer.designs) < 2:
        return
    apart = [label(name) for name in PARTICIPANTS_SHOWN if name in answer.separates]
    alike = [label(name) for name in PARTICIPANTS_SHOWN if name in answer.alike]
    if apart:
        yield f"For participants the designs differ in {listed(apart)}."
    if alike:
        yield f"For participants no difference between designs is shown in {listed(alike)}."


# Words ---------------------------------------------------------------------------------------------------------------


def people(answer: Answer) -> str:
    """Return whom the objectives are about."""
    return "the people in it" if answer.whose == "participants" else "the whole organisation"


def label(outcome: str) -> str:
    """Return what an outcome is called where it is clear whose it is.

    >>> label("participants.innovation"), label("participants.senior_technology_gain"), label("rapport")
    ('innovation', "seniors' technology gain", 'rapport of pairs')
    """
    if outcome not in OUTCOME:
        return outcome
    whose, _, what = OUTCOME[outcome].label.rpartition(": ")
    return f"{whose}' {what}" if whose in ("seniors", "juniors") else what


def some(names: Sequence[str]) -> str:
    """Return a list of a few names, and how many more there are.

    >>> some(["a", "b"]), some(["a", "b", "c", "d", "e"])
    ('a and b', 'a, b, c and 2 others')
    """
    if len(names) <= NAMED + 1:
        return str(listed(names))
    return str(listed([*names[:NAMED], f"{len(names) - NAMED} others"]))


def share(keeps: float) -> str:
    """Return a share in words.

    >>> share(0.8), share(0.9)
    ('four fifths', '90 %')
    """
    return "four fifths" if abs(keeps - 0.8) < 1e-9 else f"{100 * keeps:g} %"


def price(cost: Price, currency: str | None) -> str:
    """Return what something costs.

    >>> price(Price(55748.7, 2196.2, None), None), price(Price(1.0, 2.0, 184000.0), "EUR")
    ('55,749 in cash and 2,196 hours', '184,000 EUR, hours paid')
    """
    if cost.money is not None:
        return f"{amount(cost.money, 0)} {currency or 'money'}, hours paid"
    return f"{amount(cost.cash, 0)}{f' {currency}' if currency else ''} in cash and {amount(cost.hours, 0)} hours"


def less(one: Price, other: Price, currency: str | None) -> str:
    """Return how much less one costs than another: nothing where it does not.

    >>> less(Price(10.0, 5.0, None), Price(30.0, 9.0, None), None)
    '20 less in cash and 4 hours fewer'
    """
    if one.money is not None and other.money is not None:
        return f"{amount(other.money - one.money, 0)} {currency or 'money'} less" if other.money > one.money else ""
    parts = []
    if (saved := (other.cash or 0.0) - (one.cash or 0.0)) >= 0.5:
        parts.append(f"{amount(saved, 0)} less in cash")
    hours = (other.hours or 0.0) - (one.hours or 0.0)
    if hours >= 0.5:
        parts.append(f"{amount(hours, 0)} hours fewer")
    if not parts or hours <= -0.5 or (other.cash or 0.0) < (one.cash or 0.0):
        return ""  # one is dearer where the other is cheaper: both prices stand in the table
    return str(listed(parts))
