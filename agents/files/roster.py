"""Read a roster: everyone of a real organisation as columns, and a report of how good the file was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from difflib import get_close_matches
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..base.arrays import Floats, Integers
from .columns.ages import AGE_COLUMNS, TENURE_COLUMNS, read_ages, read_tenure, require_ages, the_day
from .columns.departments import read_departments
from .columns.groups_and_leavers import read_group, read_left
from .columns.level_order import read_levels
from .columns.managers import managers_from, managers_in, read_people, say_managers
from .columns.skill_columns import SKILL_COLUMNS, read_choices, read_skills
from .tables.cells import Reading, counted, is_missing, raise_problems
from .tables.quoting import without_emails
from .tables.table_file import Source, read_table

COLUMNS = (
    *("employee_id", "level", "department", *AGE_COLUMNS, "team", "manager_id", *TENURE_COLUMNS, "site", "group"),
    *("wants_to_learn", "can_teach", *SKILL_COLUMNS),
)
REQUIRED = {
    "employee_id": "who it is; one row for each person",
    "level": "how senior, as a number or a named grade",
    "department": "where in the organisation",
}
SHOWN_UNUSED = 12


@dataclass(frozen=True)
class Quality:
    """How good a file was: its rows, how many cells of which column will be imputed, and what was inferred or noticed.

    `skills` counts cells of rows x 8; every other column counts people.
    """

    rows: int
    imputed: dict[str, int]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Roster:
    """Everyone in a file, a row for each person, sorted by id, so that re-sorting the file changes nothing.

    Ages and tenure are in years, skills in 0..1; nan, or -1 in a column of codes, is unknown. `manager` is a row,
    -1 for none. `levels` is the mapping used, file value to 0..4, from the most junior up. `digest` is of the
    content after reading, whatever the file's name, the order of its rows and the day it is read.
    """

    file: str
    ids: tuple[str, ...]
    seats: NDArray[np.uint64]
    age: Floats
    level: Integers
    department: Integers
    departments: tuple[str, ...]
    team: Integers
    manager: Integers
    manager_known: bool
    tenure: Floats
    site: Integers
    sites: tuple[str, ...]
    group: NDArray[np.int8]
    skills: Floats
    wants: NDArray[np.int8]
    can_teach: NDArray[np.int8]
    left: NDArray[np.int8]
    """1 for those who left by the column asked for, 0 for the others, -1 where nothing is known or asked."""
    levels: tuple[tuple[str, int], ...]
    as_of: date
    quality: Quality
    digest: str


def seat_number(employee_id: str) -> int:
    """Return the seat of an employee id, the 64-bit number from which its luck is drawn.

    >>> seat_number("E1") == seat_number("E1") != seat_number("E2")
    True
    """
    return int.from_bytes(blake2b(employee_id.encode("utf-8"), digest_size=8).digest(), "little")


def digest_of(*parts: Any) -> str:
    """Return a digest of arrays and names, equal exactly if their content is."""
    digest = blake2b(digest_size=16)
    for part in parts:
        if isinstance(part, np.ndarray):
            content = np.where(np.isnan(part), np.nan, part + 0.0) if part.dtype.kind == "f" else part  # one nan, one 0
            digest.update(f"{content.dtype.str}{content.shape}".encode() + np.ascontiguousarray(content).tobytes())
        else:
            digest.update(repr(part).encode("utf-8"))
        digest.update(b"\n")
    return digest.hexdigest()


def read_roster(
    file: Source,
    *,
    columns: Mapping[str, str] = {},
    level_order: str | None = None,
    levels: Mapping[str, int] = {},
    as_of: date | None = None,
    under_represented: Sequence[str] = (),
    reporting_lines: Source | None = None,
    sheet: str | None = None,
    header: int | None = None,
    left: str | None = None,
) -> Roster:
    """Return the people in a CSV file, Excel workbook or DataFrame, or refuse it with everything that is wrong at once.

    `columns` maps our names to the file's, `levels` the file's grades to 0..4; `level_order` says whether a high or
    a low number is senior where the file does not tell; ages and tenure are taken on `as_of` (today);
    `under_represented` are the values of `group` that count; `reporting_lines` is a file of `source,target`,
    source reports to target, used where the roster has no managers; `left` is the file's column of who has left,
    yes or no; `sheet` and `header`, the line of the names of the columns, are as `read_table` has them. Raises
    `Refused`. Columns that are not asked
    for, names and addresses among them, are dropped.
    """
    reading = Reading(read_table(file, sheet=sheet, header=header, of="roster"))
    if not reading.table.rows:
        raise_problems(reading.problems)
    reading.find_all(COLUMNS, columns, REQUIRED)
    columns_read = reading.columns
    require_ages(reading, columns)
    day = the_day(reading, as_of)
    people = read_people(reading, columns_read.get("employee_id"))
    elsewhere: list[Any] = []
    manager, manager_known = np.full(len(reading.table.rows), -1, dtype=np.int64), False
    manager_column = columns_read.get("manager_id")
    if manager_column and not all(is_missing(cell) for cell in manager_column.cells):
        manager, manager_known = managers_in(reading, people, columns_read.get("employee_id"), manager_column), True
        if reporting_lines is not None:
            reading.notes.append(
                f"Managers are taken from the column {manager_column.header}; the reporting lines were not read."
            )
    elif reporting_lines is not None and "employee_id" in columns_read:
        manager, lines = managers_from(reporting_lines, people, columns_read["employee_id"], len(manager))
        manager_known, elsewhere = True, lines.problems
        reading.notes.append(f"Managers are taken from the reporting lines in {lines.table.file}.")
    if manager_known:
        say_managers(reading, manager)
    ages = read_ages(reading, day)
    level, order = read_levels(
        reading,
        columns_read.get("level"),
        levels=levels,
        level_order=level_order,
        manager=manager if manager_known else None,
        age=ages.years,
    )
    department, departments = read_departments(reading)
    team, _ = reading.codes(columns_read.get("team"))
    site, sites = reading.codes(columns_read.get("site"))
    tenure = read_tenure(reading, ages, day)
    group = read_group(reading, under_represented)
    skills = read_skills(reading)
    leavers = read_left(reading, left)
    wants, can_teach = read_choices(reading, "wants_to_learn"), read_choices(reading, "can_teach")
    say_what_is_left(reading)
    raise_problems([*reading.problems, *elsewhere])

    ids = columns_read["employee_id"].cells
    by_id = np.array(sorted(range(len(ids)), key=ids.__getitem__), dtype=np.int64)
    new_row = np.full(len(ids) + 1, -1, dtype=np.int64)  # the last entry answers for "no manager", -1
    new_row[by_id] = np.arange(len(ids))
    names = tuple(ids[row] for row in by_id.tolist())
    unsorted = Roster(
        file=reading.table.file,
        ids=names,
        seats=np.array([seat_number(name) for name in names], dtype=np.uint64),
        age=ages.years[by_id],
        level=level[by_id],
        department=department[by_id],
        departments=departments,
        team=team[by_id],
        manager=new_row[manager[by_id]],
        manager_known=manager_known,
        tenure=tenure[by_id],
        site=site[by_id],
        sites=sites,
        group=group[by_id],
        skills=skills[by_id],
        wants=wants[by_id],
        can_teach=can_teach[by_id],
        left=leavers[by_id],
        levels=order,
        as_of=day,
        quality=Quality(len(ids), {}, tuple(map(without_emails, reading.notes))),
        digest="",
    )
    return with_report(unsorted)


def with_report(roster: Roster) -> Roster:
    """Return a roster with its imputed cells counted and its content digested."""
    unknown = {
        "age": np.isnan(roster.age),
        "tenure": np.isnan(roster.tenure),
        "team": roster.team < 0,
        "manager": np.full(len(roster.ids), not roster.manager_known),
        "group": roster.group < 0,
        "site": roster.site < 0,
        "skills": np.isnan(roster.skills),
        "wants": roster.wants[:, 0] < 0,
        "can_teach": roster.can_teach[:, 0] < 0,
    }
    imputed = {name: int(cells.sum()) for name, cells in unknown.items() if cells.any()}
    left_out = {"file", "levels", "as_of", "left", "quality", "digest"}
    content = [getattr(roster, field.name) for field in fields(roster) if field.name not in left_out]
    return replace(roster, quality=replace(roster.quality, imputed=imputed), digest=digest_of(*content))


def say_what_is_left(reading: Reading) -> None:
    """Note which columns were dropped, offering those that nearly have a name we read, and ids that are addresses."""
    unused = reading.unused()
    if unused:
        shown = ", ".join(unused[:SHOWN_UNUSED]) + (", ..." if len(unused) > SHOWN_UNUSED else "")
        reading.notes.append(f"{counted(len(unused), 'column is', 'columns are')} not used and not kept: {shown}.")
    answered = [kind for kind in (AGE_COLUMNS, TENURE_COLUMNS) if any(name in reading.columns for name in kind)]
    free = [name for name in COLUMNS if name not in reading.columns and not any(name in kind for kind in answered)]
    for header in unused:
        word = header.casefold()
        near = [name for name in free if name.startswith(f"{word}_")] or get_close_matches(word, free, n=1, cutoff=0.8)
        if near:
            reading.notes.append(f"{header} is not read. To read it, write columns: {{{near[0]}: {header}}}.")
    ids = reading.columns.get("employee_id")
    if ids and any("@" in cell for cell in ids.cells):
        reading.notes.append(
            f"{ids.header} has e-mail addresses; in everything written they are replaced by pseudonyms."
        )
