"""The user's own code at work: what it is shown it cannot change, what it returns is looked at, what it raises named.

Views that cannot be written to go to the user's code alone: a kernel would be compiled anew for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np

from ...agents.base.arrays import Flags, Floats, Integers
from ...agents.base.refusal import Problem, Refused
from ..policy.targeting import Targeting
from .resolve import KINDS, allowed, chosen, name_of
from .traceback import own_place

FIELDS = {
    "pairing": "policy.pairing",
    "action": "policy.feedback.action",
    "process": "policy.processes",
    "targeting": "policy.targeting",
    "outcome": "outcomes",
}
"""Where a scenario names each kind."""


def at_work(choice: Any, kind: str, built_in: object) -> Any:
    """Return what a policy says of one kind; what is the user's own is guarded."""
    thing = chosen(choice, kind, built_in)
    return thing if isinstance(choice, str) and ":" not in choice else GUARDS[kind](thing, name_of(choice))


def _pairing(strategy: Callable[..., Any], name: str) -> Callable[..., Any]:
    def pair(candidates: Any, rng: np.random.Generator) -> Any:
        with own_code("pairing", name):
            return strategy(read_only(candidates), rng)

    return pair


def _action(rule: Callable[..., Any], name: str) -> Callable[..., Any]:
    def flag(seen: Floats, weeks: Integers, assumed: Any) -> tuple[Flags, Flags]:
        with own_code("action", name):
            answer = rule(read_only(seen), read_only(weeks), assumed)
        if wrong := wrong_flags(answer, len(seen)):
            raise Refused(of_own("action", name, f"{wrong}."))
        mend, anew = answer
        return mend.copy(), anew.copy()

    return flag


def _targeting(own: Targeting, name: str) -> Targeting:
    def priority(pool: Any, assumed: Any) -> Floats:
        with own_code("targeting", name):
            answer = own.priority(read_only(pool), assumed)
        if wrong := wrong_priorities(answer, len(pool.rows)):
            raise Refused(of_own("targeting", name, f"{wrong}."))
        return np.array(answer, np.float64)

    return replace(own, priority=priority)


GUARDS: dict[str, Callable[[Any, str], Any]] = {"pairing": _pairing, "action": _action, "targeting": _targeting}


def wrong_flags(answer: object, pairs: int) -> str:
    """Return what is wrong with the answer of a feedback rule; nothing if it is (mend, anew), a flag for each pair."""
    if not isinstance(answer, tuple) or len(answer) != 2:
        return f"it returned {kind_of(answer)}, not (mend, anew)"
    for name, flags in zip(("mend", "anew"), answer, strict=True):
        if not (isinstance(flags, np.ndarray) and flags.dtype == np.bool_ and flags.shape == (pairs,)):
            return f"{name} must be {pairs} of true or false in an array, not {kind_of(flags)}"
    return ""


def wrong_priorities(answer: object, people: int) -> str:
    """Return what is wrong with the answer of a way of asking; nothing if it is a number for each person, or -inf."""
    priority = np.asarray(answer)
    if priority.shape != (people,) or not np.issubdtype(priority.dtype, np.number) or np.iscomplexobj(priority):
        return f"priority must be {people} numbers, not {kind_of(answer)}"
    return (
        "a priority is nan; use -inf for somebody who is not asked"
        if np.isnan(priority.astype(np.float64)).any()
        else ""
    )


def kind_of(value: object) -> str:
    """Return what something is, in a few words."""
    return f"{value.dtype} of shape {value.shape}" if isinstance(value, np.ndarray) else type(value).__name__


@contextmanager
def own_code(kind: str, name: str) -> Iterator[None]:
    """Let what the user's own code raises say which of it raised."""
    try:
        yield
    except Refused as refused:
        place, first = own_place(refused, tuple(allowed())), refused.problems[0]
        message = ": ".join(filter(None, (f"'{name}'", first.field, first.message)))
        found = Problem(message, first.hint, "strategy", field=FIELDS[kind], value=name)
        raise Refused(replace(found, file=place.file, line=place.line) if place else found) from refused
    except Exception as error:
        error.add_note(f"{FIELDS[kind]} '{name}'")
        raise


def of_own(kind: str, name: str, wrong: str) -> Problem:
    """Return what is wrong with the user's own in a run: which it is, what it did and what is expected."""
    return Problem(f"'{name}': {wrong}", f"It must be {KINDS[kind].words}.", "strategy", field=FIELDS[kind], value=name)


def whose(error: BaseException) -> str:
    """Return where a scenario names the user's own that raised an error, and what it is called; nothing if unknown."""
    notes = getattr(error, "__notes__", ())
    return next((note for note in notes if note.startswith(tuple(FIELDS.values()))), "")


def read_only(shown: Any) -> Any:
    """Return a record, mapping, table or array as views that cannot be written to; anything else as it is.

    A mapping is a copy, and an ordinary one: pandas reads a mapping proxy as a list of its keys.

    >>> read_only({"age": np.array([30.0])})["age"].flags.writeable
    False
    """
    if isinstance(shown, np.ndarray):
        view = shown.view()
        view.flags.writeable = False
        return view
    if isinstance(shown, Mapping):
        return {name: read_only(value) for name, value in shown.items()}
    if is_dataclass(shown) and not isinstance(shown, type):
        return replace(shown, **{field.name: read_only(getattr(shown, field.name)) for field in fields(shown)})
    if hasattr(shown, "indptr"):  # a sparse table
        parts = (read_only(shown.data), read_only(shown.indices), read_only(shown.indptr))
        return type(shown)(parts, shape=shown.shape, copy=False)
    return shown
