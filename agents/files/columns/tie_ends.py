"""Read who the two ends of each tie are: in which columns they stand, and which person of the roster each is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from shlex import quote

import numpy as np

from ...base.arrays import Flags, Integers
from ...base.refusal import Refused
from ..tables.cells import Column, Reading, counted, is_missing, trimmed
from ..tables.frames import GraphTable
from ..tables.quoting import quoted_id, shown
from ..tables.recognition import elsewhere
from .managers import People

ENDS = {"source": "one end", "target": "the other end"}
MOST = 0.5
"""More than this share of all is most of it: ids in most cells make a column of people, and a network that has lost
most of its rows says little of who works with whom."""
LOOKED_AT = 2000  # cells in which a column of ids is looked for; more would tell no more
DROP = (
    "Add them to the roster, or leave such ties out: --unknown-ties drop, in a scenario file unknown: drop below ties."
)
DROP_FRAME = 'Leave such ties out, or say that they are dropped: ties={"file": ..., "unknown": "drop"}.'


def find_ends(reading: Reading, people: People, mapped: Mapping[str, str]) -> list[Column]:
    """Return the columns of both ends, none unless both are there; if not, name those that hold ids."""
    header = [name.casefold() for name in reading.table.header]
    missing = [name for name in ENDS if name not in mapped and name not in header]
    if not missing:
        return [reading.columns[name] for name in ENDS if name in reading.columns]
    if place := elsewhere(reading.table, missing[0], ENDS):
        raise Refused(place)
    likely = [name for name in columns_of_ids(reading, people) if name not in mapped.values()]
    if len(missing) < 2:
        likely = [name for name in likely if name.casefold() not in ENDS]
    names = {name: likely[at] if at < len(likely) else "YOURS" for at, name in enumerate(missing)}
    none = " and ".join(f"no column '{name}' ({ENDS[name]})" for name in missing)
    holds = f" Most cells of {' and '.join(likely[: len(missing)])} are ids of the roster." if likely else ""
    block = ", ".join(f"{ours}: {theirs}" for ours, theirs in names.items())
    hint = f"Write columns: {{{block}}} below ties"
    if reading.table.labels is None:
        option = ",".join(f"{ours}={theirs}" for ours, theirs in names.items())
        hint += f", on the command line --tie-columns {quote(option)}"
    reading.refuse(
        f"there is {none}. The {reading.table.kind} has: {reading.headers()}.{holds}",
        f"{hint}.",
        field=", ".join(missing),
        code="missing",
    )
    return []


def columns_of_ids(reading: Reading, people: People) -> list[str]:
    """Return the headers of the columns most of whose cells are ids of the roster, in the order of the file."""
    found = []
    for place, header in enumerate(reading.table.header):
        cells = [cell for cell in trimmed([row[place] for row in reading.table.rows[:LOOKED_AT]]) if cell]
        if header and sum(people.row_for(cell) >= 0 for cell in cells) > MOST * len(cells):
            found.append(header)
    return found


def read_ends(
    reading: Reading, columns: list[Column], people: People, wanted: Flags, unknown: str
) -> tuple[Integers, Integers]:
    """Return both ends of each row as rows of the roster, -1 where unknown; refuse strangers, or most rows lost.

    Ties of people whose row of the roster is left out are lost with them.
    """
    rows = len(reading.table.rows)
    if len(columns) < len(ENDS):
        nobody = np.full(rows, -1, dtype=np.int64)
        return nobody, nobody
    names = {cell for column in columns for cell in column.cells}
    row_of = {name: people.row_for(name) for name in names}
    found = [np.fromiter((row_of[cell] for cell in column.cells), np.int64, rows) for column in columns]
    strange: Flags = np.zeros(rows, dtype=np.bool_)
    left_out: Flags = np.zeros(rows, dtype=np.bool_)
    for column, end in zip(columns, found, strict=True):
        for row in np.flatnonzero(wanted & (end < 0)).tolist():
            if is_missing(column.cells[row]):
                message, hint = "this end of the tie is missing.", "Fill it in or delete the row."
                reading.refuse(message, hint, row=row, column=column, code="missing", value=column.cells[row])
            elif people.is_left_out(column.cells[row]):
                left_out[row] = True
            else:
                strange[row] = True
    strangers, whole = np.flatnonzero(strange & ~left_out).tolist(), int((wanted & ~left_out).sum())
    met = len(np.unique(np.concatenate([end[wanted & (found[0] >= 0) & (found[1] >= 0)] for end in found])))
    lost = len(strangers) > MOST * whole and met < MOST * len(people.row_of)
    refuse_strangers(reading, columns, people, row_of, strangers, whole, unknown, lost=lost)
    for column in columns:
        people.say_tidied(reading, column)
    return found[0], found[1]


def refuse_strangers(
    reading: Reading,
    columns: list[Column],
    people: People,
    row_of: Mapping[str, int],
    rows: list[int],
    wanted: int,
    unknown: str,
    *,
    lost: bool,
) -> None:
    """Refuse the rows, or nodes of a graph, that name somebody who is nobody, in one sentence that counts them.

    They may be dropped unless the network would be `lost`: most rows, and most people of the roster without a tie. The
    ties of a whole company go with the roster of one department.
    """
    graph = reading.table if isinstance(reading.table, GraphTable) else None
    nobody = [node for node in graph.nodes if node not in people] if graph else []
    if not rows and not nobody:
        return
    named = [sorted({column.cells[row] for column in columns if row_of[column.cells[row]] < 0}) for row in rows]
    times = Counter(name for both in named for name in both if not is_missing(name))
    if graph:
        who, row, field = nobody[0], None, None
        message = f"{counted(len(nobody), 'node is', 'nodes are')} not the id of anybody here"
        message += f", such as {quoted_id(who)}."
        whole = counted(wanted, "edge")
    else:
        who, row = min(times, key=lambda name: (-times[name], name)), rows[0]
        field = ", ".join(column.header for column in columns)
        whole = counted(wanted, "row")
        message = f"{counted(len(rows), 'row names', 'rows name')} {counted(len(times), 'person', 'people')}"
        message += f" not in the roster, such as {quoted_id(who)} ({counted(times[who], 'row')})."
    if unknown == "drop" and not lost:
        reading.notes.append(message)
        return
    near, ids = people.nearly(who), list(people.row_of)
    known = f"The people are {quoted_id(ids[0])} to {quoted_id(ids[-1])}. "
    if lost:
        message += f" Without them most of the {whole} would be lost, and most people of the roster would have no tie."
        hint = f"{near or known.strip()} Use the ids of the roster in both, and keep only ties between its people."
    elif reading.table.labels is None:
        hint = near or DROP
    else:
        hint = near or known + DROP_FRAME
    reading.refuse(message, hint.strip(), row=row, field=field, code="lost" if lost else "unknown", value=who)
    if not graph:
        lines = tuple(reading.table.lines[row] for row in rows)
        reading.problems[-1] = replace(reading.problems[-1], lines=lines, values=tuple(map(shown, times)))
