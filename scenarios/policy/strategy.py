"""What a pairing strategy declares beside the pairs it makes: the terms of its score, and how people choose in it.

A strategy is a function of the candidates and a generator; `@strategy(...)` above it is its declaration. Its score is
the sum of its terms, so the reasons of a pair are what each term adds, and there is no second copy of the score. The
first sentence of its docstring is what `mentorlab list` prints.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from types import ModuleType
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import numpy as np

from ...agents.base.arrays import Floats, Integers

if TYPE_CHECKING:
    from ...agents.people.candidates import Candidates
    from ...agents.people.possible_pairs import PossiblePairs

Part = Callable[["PossiblePairs"], Any]
Side = Literal["", "junior", "senior"]
Words = Callable[["PossiblePairs", int], str | None]
Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True)
class Term:
    """A part of a score: what it adds for each possible pair, its weight included, and what it says of a pair."""

    name: str
    """A pair never gets two reasons of the same name."""
    part: Part
    """A number for each pair of `PossiblePairs`."""
    words: str | Words | None = None
    """What to say of the p-th pair, or a text for all; nothing where there is nothing to say."""
    rests_on: tuple[str, ...] = ()
    """What it reads that a roster may lack and the model then draws: skills, digital, wishes, ties, style."""
    side: Side = ""
    """Whose liking it is, where each side has its own; else it counts for both."""
    times: Part | None = None
    """Where the part is a multiple of the gap in skills: the factor. The reason is then stated skill by skill."""

    def counted(self, part: Part, side: Side = "") -> Term:
        """Return the same term, in the same words, as a score counts it."""
        return replace(self, part=part, side=side)

    def of(self, pairs: PossiblePairs) -> Floats:
        """Return what it adds, a number for each pair."""
        return np.broadcast_to(np.asarray(self.part(pairs), np.float64), len(pairs))

    def said(self, pairs: PossiblePairs, p: int) -> str | None:
        """Return what it says of the p-th pair."""
        return self.words(pairs, p) if callable(self.words) else self.words


@dataclass(frozen=True)
class Declaration:
    """What the engine and whoever explains pairs know of a strategy: nothing, where nothing is declared."""

    terms: tuple[Term, ...] = ()
    mutual: bool = False
    """The two have a say in whom they get: pairs start with more rapport."""
    self_found: bool = False
    """They found each other themselves: that lifts their motivation."""
    by_lot: bool = False
    """Pairs are drawn."""


NOTHING_DECLARED = Declaration()


def strategy(
    *terms: Term, mutual: bool = False, self_found: bool = False, by_lot: bool = False
) -> Callable[[Function], Function]:
    """Declare the terms of a strategy's score, and how people choose in it."""

    def declare(function: Function) -> Function:
        function.declared = Declaration(terms, mutual, self_found, by_lot)  # type: ignore[attr-defined]
        return function

    return declare


def declared(function: object) -> Declaration:
    """Return what a strategy declares."""
    found: Declaration = getattr(function, "declared", NOTHING_DECLARED)
    return found


def total(function: object, pairs: PossiblePairs, side: Side = "") -> Floats:
    """Return the sum of a strategy's terms for some pairs; for one side, of those that count in its liking."""
    terms = [one for one in declared(function).terms if not side or one.side in ("", side)]
    score = terms[0].of(pairs)
    for term in terms[1:]:
        score = score + term.of(pairs)
    return score


def score_of(function: object, candidates: Candidates) -> Callable[[Integers, Integers], Floats]:
    """Return the score of a strategy, the sum of its terms, as a function of positions one by one."""
    from ...agents.people.possible_pairs import PossiblePairs  # loads the compiler: not for those who only look

    return lambda rows, columns: total(function, PossiblePairs(candidates, rows, columns))


def names_of(module: ModuleType, *parameters: str) -> tuple[str, ...]:
    """Return the names that a policy may give the functions of a file which take these, hyphens for underscores."""
    return tuple(
        name.replace("_", "-")
        for name, thing in vars(module).items()
        if inspect.isfunction(thing) and tuple(inspect.signature(thing).parameters) == parameters
    )


def about(thing: object) -> str:
    """Return what a strategy, rule or record says of itself: the first sentence of its docstring, as a list has it.

    >>> about(declared)
    'return what a strategy declares'
    """
    thing = getattr(thing, "priority", thing)
    said = "" if thing is None else inspect.getdoc(thing) or ""
    sentence = " ".join(said.partition("\n\n")[0].split()).partition(". ")[0].removesuffix(".")
    return sentence[:1].lower() + sentence[1:]
