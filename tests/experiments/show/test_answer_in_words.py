"""The words of an answer: every combination of what an `Answer` can hold renders plain and true sentences."""

import re
from itertools import product

import pytest

from mentorlab.experiments.results.answer import Answer, Gain, Objective, Price, Standing, Step
from mentorlab.experiments.show.wording.answer import in_words, price
from mentorlab.scenarios.assumptions.outcomes import HEADLINES, PARTICIPANTS_HEADLINES

STATUSES = ("as good as the best", "beaten", "trades off", "still possible")
NAMES = ("Ayla's plan", "bonus", "check-ins every 8 weeks", *(f"design {at}" for at in range(4, 12)))


def answer(statuses, *, losing=(), gaining=3, best=None, money=None, last_look=True, whose="participants", futures=100,
           ends="none cheaper", steps=1, more=40, priced=True):  # fmt: skip
    """Return an answer whose parts agree with each other."""
    names = NAMES[: len(statuses)]
    outcomes = PARTICIPANTS_HEADLINES if whose == "participants" else HEADLINES
    choosing = outcomes[:gaining]
    cost = Price(*((55748.7, 2196.2, money) if priced else (None, None, None)))
    good = [name for name, status in zip(names, statuses, strict=True) if status == STATUSES[0] and name not in losing]
    best = tuple(good[:1] if best is None else good[:best])
    traders = [name for name, status in zip(names, statuses, strict=True) if status == "trades off"]
    designs = []
    for name, status in zip(names, statuses, strict=True):
        others = [one for one in names if one != name]
        in_turn = tuple(one for one in traders if one != name) if status == "trades off" else ()
        beaten_by = tuple(others[:2]) if status == "beaten" else ()
        designs.append(
            Standing(
                name, status, {one: Gain(1.0, 0.5, None) for one in outcomes}, dict.fromkeys(outcomes, 0.9),
                dict.fromkeys((*in_turn, *beaten_by), choosing[:1]), beaten_by, in_turn,
                outcomes[:1] if name in losing else (), cost, more if status == "still possible" else None,
            )
        )  # fmt: skip
    rest = [name for name in names if name not in best]
    stairs = [Step((name,), cost, dict.fromkeys(outcomes, -0.05)) for name in rest[: steps - 1]] if best else []
    first = [Step(best, cost, dict.fromkeys(outcomes, 1.0))] if best else []
    return Answer(
        whose, futures, last_look, 0.8,
        tuple(Objective(one, names if one in choosing else (), one in choosing or not last_look) for one in outcomes),
        tuple(designs), best, (*first, *stairs), ends if best else None, dict.fromkeys(choosing, names[0]),
        ("rapport", "participants.motivation", "cash") if len(names) > 1 else (),
        ("attendance",) if len(names) > 1 else (),
    )  # fmt: skip


def check(made):
    """Check that sentences are whole and plain, and contradict nothing."""
    said = in_words(made, None)
    assert len(said.lead) <= 220
    for sentence in (said.lead, *said.lines):
        assert sentence.endswith("."), sentence
        assert sentence[0].isupper() or sentence.startswith(NAMES), sentence
        assert not re.search(r"None|nan|  |\(\)|,\.|: \.|\bin \.|in,", sentence), sentence
    text = " ".join((said.lead, *said.lines))
    for name in made.best:
        assert name in text
    for one in made.designs:
        if one.status == "beaten" and made.futures >= 20:
            assert re.search(rf"{re.escape(one.name)}.* (is|are) beaten by", text)
            assert f"{one.name} is the best" not in text
        if one.loses_on and made.futures >= 20:
            assert f"{one.name} is the best" not in text
            assert "worse than no programme" in text or "to lose in" in text
        if one.status == "still possible" and made.futures >= 20 and len(made.designs) > 1:
            gains = any(objective.gainers for objective in made.objectives)
            assert (one.name in text and "still possible" in text) or not gains
    return said


@pytest.mark.parametrize("designs", [1, 2, 3])
def test_every_combination_of_statuses_renders_true_sentences(designs):
    for statuses in product(STATUSES, repeat=designs):
        if statuses.count("trades off") == 1 or (designs == 1 and statuses[0] in ("beaten", "trades off")):
            continue  # nobody trades off alone
        for losing, gaining, best, last, whose in product(
            ((), NAMES[:1]), (0, 1, 3), (None, 2), (True, False), ("participants", "organisation")
        ):
            if gaining == 0 and set(statuses) != {"still possible"}:
                continue
            check(answer(statuses, losing=losing, gaining=gaining, best=best, last_look=last, whose=whose))


@pytest.mark.parametrize("money", [None, 184000.0])
@pytest.mark.parametrize("ends", ["none cheaper", "none is the best"])
@pytest.mark.parametrize("more", [None, 40, 900000])
def test_costs_ends_and_futures_render_too(money, ends, more):
    for steps, priced in product((1, 2, 3), (True, False)):
        statuses = ("as good as the best", "as good as the best", "beaten", "still possible")
        check(answer(statuses, money=money, ends=ends, more=more, steps=steps, priced=priced))


def test_eleven_designs_are_counted_not_listed_in_the_lead():
    said = check(answer(("still possible",) * 11))
    assert said.lead.count("design") <= 3
    assert "8 others" in said.lead
    check(answer(("as good as the best",) * 11, best=11))


def test_few_futures_say_so_and_no_more():
    said = check(answer(("still possible", "still possible"), futures=12))
    assert said == ("It takes at least 20 futures to say which design; here are 12.", ())


def test_what_the_leads_say():
    good = ("as good as the best", "as good as the best", "beaten")
    assert in_words(answer(good)).lead == (
        "Ayla's plan is the best choice: nothing shown to do as well for the people in it is cheaper."
    )
    assert "share the first place" in in_words(answer(good, best=2)).lead
    assert in_words(answer(good, losing=NAMES[:2])).lead.startswith("No design is best: Ayla's plan and bonus would be")
    assert "so far" in in_words(answer((*good, "still possible"))).lead
    assert in_words(answer(("trades off", "trades off"))).lead.startswith("No design is best for the people in it")
    assert "whole organisation" in in_words(answer(good, whose="organisation")).lead
    assert in_words(answer(("still possible",) * 2, gaining=0)).lead == (
        "No design is shown to gain anything for the people in it."
    )
    assert in_words(answer(("as good as the best",))).lead == (
        "For the people in it, Ayla's plan is shown to gain in innovation, inclusion and retention."
    )


def test_a_price_that_is_not_known_is_a_dash():
    assert price(Price(None, None, None), None) == "- in cash and - hours"
