"""The ledger: every number of the model and every default of the policy as one table.

The rows come from where the numbers live (`assumptions` and the records it holds, `constants`, and `DEFAULTS` here), so
nothing is written down twice but the constants of the code, which a test holds equal.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple, get_args

from pydantic import BaseModel

from ...agents.base import sources
from ...agents.base.parameters import ASSUMPTION, Grade, Parameter, Rules, Source
from ..assumptions.assumptions import Assumptions
from ..assumptions.organisation import DEFAULT_EMPLOYEES
from ..records.levers import lever
from ..records.policy import DEFAULT_SHARE
from ..scenario import Scenario
from .constants import FIXED

Kind = Literal["assumption", "definition", "constant", "policy"]
"""A number that may be set and drawn; a zero or one that says what a variant is without; a constant of the code; a
default of what is chosen."""

SETTLED = {"sign": "sign only", "shape": "shape only", "size": "size of the effect", "value": "value", "nothing": ""}
GRADES: tuple[Grade, ...] = get_args(Grade)
WITHOUT = ASSUMPTION.gives("nothing", "by definition: this one does not have it")


class Default(NamedTuple):
    """Why a default of the policy is what it is; what else it may be and its unit, where no lever says so."""

    source: Source
    allowed: str = ""
    unit: str = ""


def _choice(why: str, allowed: str = "", unit: str = "") -> Default:
    return Default(ASSUMPTION.gives("nothing", why), allowed, unit)


PUBLISHED = "published programmes"
OPEN = "open to everybody by default"

DEFAULTS: dict[str, Default] = {
    "weeks": _choice("two years: a cohort, another, and what is left of the first", "1 to 260", "weeks"),
    "settling_weeks": _choice("long enough for what changes fast to settle", "26 to 104", "weeks"),
    "organisation.synthetic.employees": _choice(
        "a middle-sized organisation that is simulated in moments", "2 to 1,000,000", "people"
    ),
    "policy.arm": _choice("no programme by default"),
    "policy.pairing": _choice("what a careful programme office would try"),
    **{
        f"policy.best_score.{part}": _choice("how much each counts in the best score, per SD", "0 to 10", "per SD")
        for part in ("learning", "similarity", "strangers", "goals")
    },
    "policy.sessions.every_weeks": _choice(
        f"at the frequent end of {PUBLISHED}, fortnightly to quarterly; NHS ReMEDI met monthly (C)"
    ),
    "policy.sessions.black_out": _choice("no week is blocked by default", "0 to 259", "weeks"),
    "policy.feedback.every_weeks": Default(
        sources.LAM.gives(
            "shape", "asking too rarely and asking too often both cost; that the best is at 2-8 weeks is assumed"
        )
    ),
    "policy.feedback.action": _choice("repair the pairs that can be repaired, match the others anew"),
    "policy.reward": Default(
        sources.DECI.gives("sign", "praise does not crowd out intrinsic motivation, tangible rewards do")
    ),
    "policy.training": _choice("some preparation, short of a workshop"),
    "policy.training_content": _choice("what a training with no particular design is about"),
    "policy.support.every_weeks": _choice("no more training than at the start"),
    "policy.targeting": _choice("nobody has to take part"),
    "policy.wait_list": _choice("whoever is turned down has to ask again", "yes, no"),
    "policy.pairs": _choice("computed from the share by default"),
    "policy.share": _choice(f"the upper end of {PUBLISHED}, 5-10 % of the staff"),
    "policy.where.departments": _choice(OPEN, "names of departments"),
    "policy.where.sites": _choice(OPEN, "names of sites"),
    "policy.where.levels": _choice(OPEN, "0 to 4", "levels"),
    "policy.length_weeks": _choice(f"the longer end of {PUBLISHED}, 6-9 months; NHS ReMEDI ran six (C)"),
    "policy.renew": _choice("a standing programme"),
    "policy.focus": _choice("no skill before another"),
    "policy.goal_clarity": _choice("the middle of the scale"),
    "policy.integration": _choice("linked with nothing else"),
    "policy.must_not.own_manager": _choice("a report cannot speak freely to the own manager", "yes, no"),
    "policy.capacity": _choice("one junior a senior"),
    "policy.eligible.junior.levels": _choice("the two lowest levels", "0 to 4", "levels"),
    "policy.eligible.junior.min_age": _choice(OPEN, "14 to 100", "years of age"),
    "policy.eligible.junior.max_age": _choice("under 40", "14 to 100", "years of age"),
    "policy.eligible.senior.levels": _choice("managers and above", "0 to 4", "levels"),
    "policy.eligible.senior.min_age": _choice(OPEN, "14 to 100", "years of age"),
    "policy.eligible.senior.max_age": _choice(OPEN, "14 to 100", "years of age"),
    "policy.processes": _choice("nothing of the user's own by default", "package.module:name", "names"),
}
"""Where the defaults of the policy come from, by path in a scenario.

A lever is a choice, not a claim; but its default decides what "a programme" means here, so it has a source too.
"""


class Row(NamedTuple):
    """One line of the ledger."""

    path: str
    kind: Kind
    default: Any
    unit: str
    low: float | None
    high: float | None
    plausible: str
    """The range in words; for a lever, what it may be."""
    source: Source

    @property
    def settled(self) -> bool:
        """Whether a source settles the number itself or how large its effect is."""
        return self.source.grade != "assumption" and self.source.settles in ("value", "size")


def ledger() -> list[Row]:
    """Return every row, assumptions first, in the order in which they are written."""
    return [*_assumptions(), *_constants(), *_policy()]


def parameters(assumptions: Assumptions | None = None) -> Iterator[tuple[str, Parameter]]:
    """Yield the dotted path below `assumptions` and the ledger's entry of each number that may be set.

    The entry's default is that of the record at hand, with its range. What a variant (a reward, an arm) merely does
    without has a range of one point: no draw over assumptions gives a word of thanks the price of a bonus.
    """
    yield from _numbers(Assumptions() if assumptions is None else assumptions, "")


def _numbers(record: BaseModel, above: str, common: type[Rules] | None = None) -> Iterator[tuple[str, Parameter]]:
    """Yield what a record and the records in it hold; `common` is the record that it is a variant of, if it is one."""
    inside = [_common_record(value) for _, value in record if isinstance(value, Rules)]
    for name, value in record:
        path = f"{above}{name}"
        if isinstance(value, Rules) and inside.count(_common_record(value)) > 1:
            yield from _numbers(value, f"{path}.", _common_record(value))
        elif isinstance(value, BaseModel):
            yield from _numbers(value, f"{path}.")
        elif entry := _declared(record, name):
            without = common is not None and value in (0.0, 1.0) and value == common.model_fields[name].default
            yield path, _of_record(Parameter(**entry["parameter"]), float(value), without)


def _declared(record: BaseModel, name: str) -> Any:
    """Return what is declared of a number, nothing of what is none (the switches)."""
    return type(record).model_fields[name].json_schema_extra


def _common_record(record: Rules) -> type[Rules]:
    """Return the record that this one and its variants are made from."""
    return next(kind for kind in type(record).__mro__ if Rules in kind.__bases__)


def _of_record(entry: Parameter, value: float, without: bool) -> Parameter:
    """Return an entry for the value a record has: its own range, half to twice if the value is another."""
    if without:
        return entry._replace(default=value, low=value, high=value, source=WITHOUT)
    if value == entry.default:
        return entry
    low, high = sorted((value / 2, value * 2))
    return entry._replace(default=value, low=max(low, entry.least), high=min(high, entry.most), source=ASSUMPTION)


def _assumptions() -> Iterator[Row]:
    for path, entry in parameters():
        kind: Kind = "definition" if entry.low == entry.high else "assumption"
        plausible = amount(entry.low) if kind == "definition" else f"{amount(entry.low)} to {amount(entry.high)}"
        yield Row(
            f"assumptions.{path}", kind, entry.default, entry.unit, entry.low, entry.high, plausible, entry.source
        )


def _constants() -> Iterator[Row]:
    for one in FIXED:
        plausible = one.plausible
        if one.low is not None and one.high is not None:
            plausible = f"{amount(one.low)} to {amount(one.high)}"
        yield Row(one.path, "constant", one.value, one.unit, one.low, one.high, plausible, one.source)


def _policy() -> Iterator[Row]:
    for path, default in defaults():
        stated, known = DEFAULTS[path], lever(path)
        allowed = known.allowed or ", ".join(word(value) for value in known.values) if known else stated.allowed
        unit = known.unit if known else stated.unit
        yield Row(path, "policy", default, unit or "a name", None, None, allowed, stated.source)


def defaults() -> list[tuple[str, Any]]:
    """Return each default of what is chosen, by its path in a scenario: the policy, the weeks, the drawn size."""
    scenario = Scenario()
    found = [("weeks", scenario.weeks), ("settling_weeks", scenario.settling_weeks)]
    found += [("organisation.synthetic.employees", DEFAULT_EMPLOYEES)]
    return [*found, *_leaves(scenario.policy, "policy.")]


def _leaves(record: BaseModel, above: str) -> Iterator[tuple[str, Any]]:
    for name in type(record).model_fields:
        value, path = getattr(record, name), f"{above}{name}"
        if isinstance(value, BaseModel):
            yield from _leaves(value, f"{path}.")
        else:
            yield path, DEFAULT_SHARE if path == "policy.share" else value


def cited(source: Source) -> str:
    """Return a source with what it settles and what it found."""
    settled = SETTLED[source.settles]
    said = source.citation + (f" ({settled})" if settled else "")
    return f"{said}: {source.finding}" if source.finding else said


def word(value: Any) -> str:
    """Return a default as people write it.

    >>> word(75000.0), word(True), word((0, 1)), word(None), word(0.0145)
    ('75,000', 'yes', '0 1', 'not set', '.0145')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return (" | " if value and isinstance(value[0], tuple) else " ").join(map(word, value)) or "all"
    return "not set" if value is None else amount(value) if isinstance(value, int | float) else str(value)


def amount(value: float) -> str:
    """Return a number as short as it is exact, without the zero before the point.

    >>> amount(0.5), amount(-0.1), amount(40_000.0), amount(1e9)
    ('.5', '-.1', '40,000', '1,000,000,000')
    """
    text = f"{value:,.10g}" if abs(value) < 1000 else f"{value:,.0f}"
    return text.replace("0.", ".", 1) if text.lstrip("-").startswith("0.") else text
