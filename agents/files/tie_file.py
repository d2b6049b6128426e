"""Read who works with whom: a list of ties between the people of a roster, made undirected by a stated rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np

from ..base.arrays import Flags, Floats, Integers
from ..base.refusal import did_you_mean
from .columns.managers import People
from .columns.tie_ends import find_ends, read_ends
from .columns.tie_weights import read_weights
from .guessing.own_columns import guess_tie_columns
from .roster import Quality, digest_of
from .tables.cells import Reading, counted, raise_problems
from .tables.frames import GraphTable
from .tables.quoting import without_emails
from .tables.table_file import Source, read_table

ONE_END = "only one of the two names the other"
SYMMETRISE, WEIGHTS, UNKNOWN = ("either", "both"), ("auto", "strength", "count"), ("refuse", "drop")


@dataclass(frozen=True)
class TieList:
    """Undirected ties as rows of the roster: source < target, each pair once, sorted, weight in (0, 1]."""

    file: str
    source: Integers
    target: Integers
    weight: Floats
    symmetrise: str
    quality: Quality
    digest: str
    rows_used: str
    """How many of its rows were used, and why the others were left out, in words."""


def read_ties(
    file: Source,
    ids: Sequence[str],
    *,
    columns: Mapping[str, str] = {},
    symmetrise: str = "either",
    weights: str = "auto",
    unknown: str = "refuse",
    kinds: Sequence[str] = (),
    sheet: str | None = None,
    header: int | None = None,
    left_out: Set[str] = frozenset(),
) -> TieList:
    """Return the ties in a file of `source,target[,weight][,kind]`, or refuse it with everything wrong at once.

    A DataFrame of the same columns or a networkx graph will do: its edges are the rows, parallel ones each of their
    own, what they carry the columns; an undirected edge is named by both ends at once.

    Ties are made undirected: `symmetrise` "either" keeps a tie that one end names, "both" only what both name.
    Repeated rows of one direction are merged: counts add up, of strengths the largest stands. A tie that both ends
    name has the mean of the two weights under either rule, since each is one report of the same tie; a tie that
    one end names has that end's.

    `weights`: "strength" takes values in (0, 1] as they are; "count" turns n contacts into
    1 - exp(-n ln 2 / n50), n50 the median count of the merged ties; "auto" takes strengths if
    every value is in (0, 1], else counts. Without a weight column each tie has .33, the mean of a drawn one.
    `unknown` ends, not in `ids`, are refused or dropped; `kinds` keeps only rows of those kinds. People without
    ties stay. Those `left_out` of the roster are not unknown: their ties are left out with them. `sheet` and `header`,
    the line of the names of the columns, are as `read_table` has them. Raises `Refused`.
    """
    reading = Reading(read_table(file, sheet=sheet, header=header, of="ties"))
    if not reading.table.rows:
        raise_problems(reading.problems)
    for name, choice, choices in (
        ("symmetrise", symmetrise, SYMMETRISE),
        ("weights", weights, WEIGHTS),
        ("unknown", unknown, UNKNOWN),
    ):
        if choice not in choices:
            hint = did_you_mean(choice, choices)
            message = f"'{choice}' is not one of {', '.join(choices)}."
            reading.refuse(message, hint, field=name, code="unknown", value=choice)
    people = People({name: row for row, name in enumerate(ids)}, frozenset(), left_out)
    reading.find_all(("source", "target", "weight", "kind"), columns, {})
    ends = find_ends(reading, people, columns)
    wanted = read_kinds(reading, kinds)
    mutual = isinstance(reading.table, GraphTable) and reading.table.mutual
    symmetrise = "either" if mutual else symmetrise
    source, target = read_ends(reading, ends, people, wanted, unknown)
    value, counts = read_weights(reading, wanted, weights)
    raise_problems(reading.problems)
    if unused := reading.unused():
        reading.notes.append(
            f"{counted(len(unused), 'column is', 'columns are')} not used and not kept: {', '.join(unused[:12])}."
        )
        for guess in guess_tie_columns(reading.table, ids, {one.name: one.header for one in reading.columns.values()}):
            option = "" if reading.table.labels is not None else f", or --tie-columns '{guess.name}={guess.header}'"
            reading.notes.append(
                f"{guess.header} is not read, but may be {guess.name}, {guess.why}. To read it, write "
                f"columns: {{{guess.name}: {guess.header}}} below ties{option}."
            )

    known, loop = (source >= 0) & (target >= 0), source == target
    kept = wanted & known & ~loop
    pair = np.minimum(source, target) * len(ids) + np.maximum(source, target)  # a number for each pair
    before = int(kept.sum())
    source, target, value = merged(source[kept], target[kept], value[kept], add=counts)
    if len(source) < before:
        reading.notes.append(
            f"{counted(before - len(source), 'repeated row was', 'repeated rows were')} merged"
            + (
                ": their counts add up."
                if counts
                else ": the largest weight is kept."
                if "weight" in reading.columns
                else "."
            )
        )
    source, target, value = undirected(reading, source, target, value, symmetrise)
    left = kept & ~np.isin(pair, source * len(ids) + target)
    because = {
        "they are of another kind": ~wanted,
        "an end is not in the roster, or left out of it" if left_out else "an end is not in the roster": wanted
        & ~known,
        "they go from a person to themselves": wanted & known & loop,
        ONE_END: left,
    }
    rows_used = say_rows_used(reading, {why: int(rows.sum()) for why, rows in because.items()})
    if mutual:
        reading.notes[-1] = f"{counted(len(source), 'tie')}."  # not each by one end
    if counts and len(value):
        half = float(np.median(value))
        value = -np.expm1(-value * np.log(2) / half)
        reading.notes.append(
            f"Weights are counts. A count n is read as the strength 1 - exp(-n ln 2 / {half:g}), .5 for the median tie."
        )
    alone = len(ids) - len(np.union1d(source, target))
    if alone:
        have = counted(alone, "person has", "people have")
        reading.notes.append(f"{have} no tie in the {reading.table.kind}; they are kept.")
    quality = Quality(len(reading.table.rows), {}, (rows_used, *map(without_emails, reading.notes)))
    content = digest_of(len(ids), source, target, value)
    return TieList(reading.table.file, source, target, value, symmetrise, quality, content, rows_used)


def read_kinds(reading: Reading, kinds: Sequence[str]) -> Flags:
    """Return which rows are of the kinds asked for; all, if none is."""
    everyone: Flags = np.ones(len(reading.table.rows), dtype=np.bool_)
    column = reading.columns.get("kind")
    if not kinds:
        if column:
            present = sorted(set(column.cells))
            reading.notes.append(f"All kinds of ties are taken together: {', '.join(present[:12])}.")
        return everyone
    if column is None:
        message = "kinds are asked for, but there is no column 'kind'."
        reading.refuse(message, "Say which column it is: columns: {kind: YOURS}.", field="kinds", code="missing")
        return everyone
    present = sorted(set(column.cells))
    for kind in kinds:
        if kind not in present:
            hint = did_you_mean(kind, present)
            message = f"no tie is of kind '{kind}'. There are: {', '.join(present[:12])}."
            reading.refuse(message, hint, field="kinds", code="unknown", value=kind)
    return np.array([cell in kinds for cell in column.cells], dtype=np.bool_)


def say_rows_used(reading: Reading, left_out: Mapping[str, int]) -> str:
    """Return how many rows are used and why others are left out; refuse ties of which none is left."""
    rows = len(reading.table.rows)
    used = rows - sum(left_out.values())
    reasons = {why: count for why, count in left_out.items() if count}
    why = ", ".join(f"{count:,} left out because {why}" for why, count in reasons.items())
    if rows and not used:
        hint = "Look at the rows, or leave the ties away: the model then draws them."
        if list(reasons)[-1] == ONE_END:
            hint = "If each pair stands in the file once, use either: --symmetrise either, in a scenario file "
            hint += "symmetrise: either below ties."
        reading.refuse(f"no tie is left of {counted(rows, 'row')}: {why}.", hint, code="empty")
        raise_problems(reading.problems)
    return f"{used:,} of {counted(rows, 'row')} {'was' if used == 1 else 'were'} used{': ' if why else ''}{why}."


def merged(source: Integers, target: Integers, weight: Floats, *, add: bool) -> tuple[Integers, Integers, Floats]:
    """Return each directed pair once, sorted; repeated weights add up or the largest stands."""
    order = np.lexsort((weight, target, source))  # by weight too: sums must not depend on the order of rows
    source, target, weight = source[order], target[order], weight[order]
    if not len(source):
        return source, target, weight
    first = np.flatnonzero(np.r_[True, (np.diff(source) != 0) | (np.diff(target) != 0)])
    combined = (np.add if add else np.maximum).reduceat(weight, first)
    return source[first], target[first], combined


def undirected(
    reading: Reading, source: Integers, target: Integers, weight: Floats, symmetrise: str
) -> tuple[Integers, Integers, Floats]:
    """Return each pair once, low row first, sorted, named by either end or by both; two weights become their mean."""
    low, high = np.minimum(source, target), np.maximum(source, target)
    low, high, total = merged(low, high, weight, add=True)
    _, _, named = merged(np.minimum(source, target), np.maximum(source, target), np.ones(len(source)), add=True)
    twice = named == 2
    once = int(np.sum(~twice))
    if symmetrise == "both":
        reading.notes.append(
            f"Kept: {counted(int(twice.sum()), 'tie')} that both ends name. Left out: {once:,} that only one end names."
        )
        low, high, total, named = low[twice], high[twice], total[twice], named[twice]
    else:
        both = int(twice.sum())
        reading.notes.append(f"{counted(len(low), 'tie')}: {once:,} named by one end, {both:,} by both.")
    return low, high, total / named
