"""Read who works with whom: a list of ties between the people of a roster, made undirected by a stated rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..base.arrays import Flags, Floats, Integers
from ..base.refusal import did_you_mean
from .columns.managers import People
from .roster import Quality, digest_of
from .tables.cells import Column, Reading, Wrong, counted, is_missing, number, raise_problems
from .tables.frames import GraphTable
from .tables.quoting import without_emails
from .tables.table_file import Source, read_table

SYMMETRISE, WEIGHTS, UNKNOWN = ("either", "both"), ("auto", "strength", "count"), ("refuse", "drop")
MEAN_WEIGHT = 0.33  # the mean of a drawn tie, .05 + .7 Beta(2, 3)


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
    ties stay. `sheet` and `header`, the line of the names of the columns, are as `read_table` has them. Raises
    `Refused`.
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
    reading.find_all(("source", "target", "weight", "kind"), columns, {"source": "one end", "target": "the other end"})
    wanted = read_kinds(reading, kinds)
    people = People({name: row for row, name in enumerate(ids)}, frozenset())
    if isinstance(reading.table, GraphTable):
        symmetrise = "either" if reading.table.mutual else symmetrise
        read_nodes(reading, reading.table, people, unknown)
        unknown = "drop"  # unknown ends are reported already
    source = read_ends(reading, reading.columns.get("source"), people, wanted, unknown)
    target = read_ends(reading, reading.columns.get("target"), people, wanted, unknown)
    value, counts = read_weights(reading, wanted, weights)
    raise_problems(reading.problems)
    if unused := reading.unused():
        reading.notes.append(
            f"{counted(len(unused), 'column is', 'columns are')} not used and not kept: {', '.join(unused[:12])}."
        )

    say_dropped(reading, wanted, source, target)
    kept = wanted & (source >= 0) & (target >= 0) & (source != target)
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
    if isinstance(reading.table, GraphTable) and reading.table.mutual:
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
    quality = Quality(len(reading.table.rows), {}, tuple(map(without_emails, reading.notes)))
    content = digest_of(len(ids), source, target, value)
    return TieList(reading.table.file, source, target, value, symmetrise, quality, content)


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
        reading.refuse(
            message, "Say which column it is: columns: {kind: THE FILE'S NAME}.", field="kinds", code="missing"
        )
        return everyone
    present = sorted(set(column.cells))
    for kind in kinds:
        if kind not in present:
            hint = did_you_mean(kind, present)
            message = f"no tie is of kind '{kind}'. There are: {', '.join(present[:12])}."
            reading.refuse(message, hint, field="kinds", code="unknown", value=kind)
    return np.array([cell in kinds for cell in column.cells], dtype=np.bool_)


def read_nodes(reading: Reading, graph: GraphTable, people: People, unknown: str) -> None:
    """Refuse nodes that are nobody, or note them; all at once, not tie by tie."""
    nobody = [node for node in graph.nodes if node not in people.row_of]
    if not nobody:
        return
    message = f"{counted(len(nobody), 'node is', 'nodes are')} not the id of anybody here, such as '{nobody[0]}'."
    if unknown == "drop":
        reading.notes.append(message)
    else:
        reading.refuse(message, people.nearly(nobody[0]) or unknown_end(reading, people), code="unknown")


UNKNOWN_END = (
    "Add them to the roster, or leave such ties out: --set organisation.ties.unknown=drop where scenarios are run, "
    "unknown: drop below ties in a scenario file."
)


def unknown_end(reading: Reading, people: People) -> str:
    """Return what to do about an end that is nobody."""
    if reading.table.labels is None:
        return UNKNOWN_END
    names = list(people.row_of)
    return (
        f"The people are '{names[0]}' to '{names[-1]}'. Leave such ties out, or say that they are dropped: "
        'ties={"file": ..., "unknown": "drop"}.'
    )


def read_ends(reading: Reading, column: Column | None, people: People, wanted: Flags, unknown: str) -> Integers:
    """Return one end of each row as a row of the roster, -1 where unknown."""
    ends = np.full(len(reading.table.rows), -1, dtype=np.int64)
    if column is None:
        return ends
    for row, cell in enumerate(column.cells):
        end = people.row_of.get(cell, -1)
        ends[row] = end
        if end >= 0 or not wanted[row]:
            continue
        if is_missing(cell):
            message, hint = "this end of the tie is missing.", "Fill it in or delete the row."
            reading.refuse(message, hint, row=row, column=column, code="missing", value=cell)
        elif unknown == "refuse":
            hint = people.nearly(cell) or unknown_end(reading, people)
            message = f"'{cell}' is not in the roster."
            reading.refuse(message, hint, row=row, column=column, code="unknown", value=cell)
    return ends


def read_weights(reading: Reading, wanted: Flags, weights: str) -> tuple[Floats, bool]:
    """Return the weight of each row, and whether weights are counts."""
    column = reading.columns.get("weight")
    if column is None:
        if weights == "count":
            message = "weights are said to be counts, but there is no column 'weight'."
            hint = "Say which column it is: columns: {weight: THE FILE'S NAME}."
            reading.refuse(message, hint, field="weights", code="missing")
        reading.notes.append(
            f"There are no weights: every tie gets {MEAN_WEIGHT}, the mean of the ties that the model draws."
        )
        return np.full(len(wanted), MEAN_WEIGHT), False
    most = 1.0 if weights == "strength" else np.inf

    def read(cell: str) -> float:
        value = number(cell)
        if value <= 0:
            raise Wrong(f"'{cell}' is not above 0.", "Delete the row if there is no tie.", "range")
        if value > most:
            raise Wrong(f"'{cell}' is not a strength in (0, 1].", "If these are counts, write weights: count.", "range")
        return value

    asked = [row for row in range(len(wanted)) if wanted[row]]
    for row in asked:
        if is_missing(column.cells[row]):
            message, hint = "the weight is missing.", "Fill it in, delete the row, or leave the whole column out."
            reading.refuse(message, hint, row=row, column=column, code="missing", value=column.cells[row])
    value = reading.read(column, read)
    used = value[wanted & np.isfinite(value)]
    if weights == "auto" and len(used):
        if np.all(used == 1):
            reading.notes.append(
                f"{column.header}: every weight is 1, read as the full strength; if it only says that there is a tie, "
                f"leave the column out ({MEAN_WEIGHT} each) or write weights: count."
            )
        weights = "strength" if np.all(used <= 1) else "count"
        because = "all in (0, 1]" if weights == "strength" else f"up to {used.max():g}"
        reading.notes.append(f"{column.header}: the weights were read as {weights}s, because they are {because}.")
    return value, weights == "count"


def say_dropped(reading: Reading, wanted: Flags, source: Integers, target: Integers) -> None:
    """Note how many rows are left out, and why."""
    for count, words in (
        (np.sum(~wanted), "of other kinds"),
        (np.sum(wanted & ((source < 0) | (target < 0))), "with an end that is not in the roster"),
        (np.sum(wanted & (source >= 0) & (source == target)), "from a person to themselves"),
    ):
        if count:
            reading.notes.append(f"Left out: {counted(int(count), 'row')} {words}.")
    strangers = (source < 0).astype(int) + (target < 0)
    ends = int(strangers[wanted].sum())
    if ends:
        reading.notes.append(f"{counted(ends, 'end of a tie is', 'ends of ties are')} not in the roster.")


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
