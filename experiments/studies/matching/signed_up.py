"""Read who signed up for a programme: a list of employee ids."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ....agents.files.cells import Reading, is_missing, raise_problems
from ....agents.files.tables import Source, read_table
from ....sim.state.inputs import Inputs


def read_signed_up(file: Source, given: Inputs, called: str = "") -> NDArray[np.int64]:
    """Return the rows of those named in a CSV file or workbook with a column `employee_id`, each once, ascending.

    `called` is what the roster calls that column: the list may call it so too. Where people are drawn their ids
    are the row numbers, from 0. Raises `Refused` with all ids that are nobody's.
    """
    reading = Reading(read_table(file, of="people"))
    headers = [header.casefold() for header in reading.table.header]
    column = reading.find("employee_id", called if called and called.strip().casefold() in headers else None)
    if column is None and not reading.problems:
        reading.refuse(
            "there is no column 'employee_id' of those who signed up. "
            f"The {reading.table.kind} has: {reading.headers()}.",
            "Give the column of ids that name" + (f", or '{called}' as the roster does." if called else "."),
            field="employee_id",
            code="missing",
        )
    ids = list(given.roster.ids) if given.roster else [str(row) for row in range(len(given.structure))]
    row_of = {name: row for row, name in enumerate(ids)}
    rows = set()
    for place, cell in enumerate(column.cells if column else ()):
        if cell in row_of:
            rows.add(row_of[cell])
        elif is_missing(cell):
            reading.refuse("there is no id.", "Remove the row.", row=place, column=column, code="missing")
        else:
            message = f"'{cell}' is not an employee id of the {'roster' if given.roster else 'organisation'}."
            mend = "Write it as the roster does." if given.roster else f"They are 0 to {len(ids) - 1}."
            reading.refuse(message, mend, row=place, column=column, code="unknown", value=cell)
    raise_problems(reading.problems)
    return np.array(sorted(rows), np.int64)
