"""The command that holds something of the user's own to the contract of its kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....agents.base.refusal import Problem, Refused, did_you_mean
from ....agents.files.tables.cells import counted
from ....scenarios.extensions.resolve import KINDS, fingerprint, kinds_of, misfit, resolve, surely
from ..tables.answers import Answer, clean, table

if TYPE_CHECKING:
    from rich.console import Console

NAMES = {
    "pairing": "a pairing strategy",
    "action": "a feedback rule",
    "process": "a calendar process",
    "reward": "a reward",
    "training": "a training",
    "targeting": "a way of choosing whom to ask",
    "outcome": "an outcome",
}
OF_FUNCTIONS = {
    "pairing": "",
    "action": "",
    "process": "",
    "targeting": " around a function(pool, rule)",
    "outcome": " around a function(record)",
}
"""What a function may be meant as, and for which kinds it has to stand in a record."""


def check_strategy(text: str, kind: str | None) -> Answer:
    """Try "package.module:name" against every clause of its contract; the exit code is 1 if one is broken.

    Of a clause that was not tried, as the code itself fails, `kept` is null.
    """
    thing = resolve(text)
    kind = kind_of(thing, text, kind)
    from ....sim.contracts.contracts import tried  # compiles the model where that was not done before

    found = tried(thing, kind)
    broken = sum(bool(one.trouble) for one in found)
    clauses = [
        {"clause": one.clause, "kept": None if one.skipped else not one.trouble, "trouble": one.trouble or None}
        for one in found
    ]
    data = {"strategy": text, "kind": kind, "fingerprint": fingerprint(thing), "clauses": clauses, "broken": broken}
    return Answer(data, lambda console: show_strategy(console, data), code=1 if broken else 0)


def kind_of(thing: object, text: str, kind: str | None) -> str:
    """Return the kind asked for, or the one that something must be; refuse what is none or may be several."""
    if kind is not None and kind not in KINDS:
        hint = did_you_mean(kind, KINDS) or f"There are: {', '.join(KINDS)}."
        raise Refused(Problem(f"there is no kind '{kind}'.", hint, "unknown", field="--kind", value=kind))
    possible = kinds_of(thing)
    if kind is not None and kind not in possible:
        raise Refused(misfit(thing, kind, text))
    if kind is None and (len(possible) != 1 or not surely(thing, possible[0])):
        may_be = possible if len(possible) > 1 else list(OF_FUNCTIONS if callable(thing) else KINDS)
        listed = "; ".join(f"{one}: {KINDS[one].words}{OF_FUNCTIONS.get(one, '')}" for one in may_be)
        what = "may be several things" if possible else "is nothing a scenario can use as it is"
        hint = f"Say what it is to be: --kind {' or '.join(may_be)}. {listed}."
        raise Refused(Problem(f"'{text}' {what}.", hint, "type", field="--strategy", value=text))
    return kind or possible[0]


def show_strategy(console: Console, data: dict[str, Any]) -> None:
    """Show which clauses were tried and which are kept."""
    console.print(f"{clean(data['strategy'])}, tried as {NAMES[data['kind']]}:")
    shown = table("", "clause")
    for one in data["clauses"]:
        shown.add_row("not tried" if one["kept"] is None else "kept" if one["kept"] else "BROKEN", one["clause"])
        for line in (one["trouble"] or "").splitlines():
            shown.add_row("", f"  {clean(line)}")
    console.print(shown)
    count = counted(len(data["clauses"]), "clause")
    console.print(f"Of {count} {data['broken']} broken." if data["broken"] else f"All {count} kept.")
