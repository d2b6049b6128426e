"""Read a roster: everyone of a real organisation as columns, and a report of how good the file was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, fields, replace
from datetime import date
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..base.arrays import Floats, Integers
from ..base.refusal import did_you_mean
from .columns.ages import AGE_COLUMNS, TENURE_COLUMNS, read_ages, read_tenure, require_ages, the_day
from .columns.groups import read_group
from .columns.leavers import read_left
from .columns.level_order import read_levels
from .columns.managers import UNKNOWN, managers_from, managers_in, read_people, say_managers
from .columns.names import read_names, refuse_addresses
from .columns.rows_of_people import LeftOut, rows_of_people
from .columns.skill_columns import SKILL_COLUMNS, read_choices, read_skills
from .guessing.own_columns import guess_columns, nearest_column
from .tables.cells import Reading, counted, is_missing, raise_problems
from .tables.quoting import without_emails
from .tables.repeats import without_repeats
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

    `skills` counts cells of rows x 8; every other column counts people. `rows` is without those `left_out`;
    `lost_managers` counts people whose manager is left out or unknown.
    """

    rows: int
    imputed: dict[str, int]
    notes: tuple[str, ...]
    left_out: tuple[LeftOut, ...] = ()
    lost_managers: int = 0

    @property
    def ids_left_out(self) -> frozenset[str]:
        """The ids in the rows left out: of people who are known, and not read."""
        return frozenset().union(*(one.ids for one in self.left_out))


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
    only: Mapping[str, Sequence[str]] = {},
    unknown_managers: str = "refuse",
    sure: Sequence[str] = (),
) -> Roster:
    """Return the people in a CSV file, Excel workbook or DataFrame, or refuse it with everything that is wrong at once.

    `columns` maps our names to the file's, `levels` the file's grades to 0..4; `level_order` says whether a high or
    a low number is senior where the file does not tell; ages and tenure are taken on `as_of` (today);
    `under_represented` are the values of `group` that count; `reporting_lines` is a file of `source,target`,
    source reports to target, used where the roster has no managers; `left` is the file's column of who has left,
    yes or no: they stay; `sheet` and `header`, the line of the names of the columns, are as `read_table` has them.
    Raises `Refused`. Columns that are not asked for, names and addresses among them, are dropped.

    Rows that are no people (totals, positions that nobody holds) or of people who have left by a status or a date of
    leaving are left out, and that is noted. `only` keeps the rows with one of the values in each of its columns.
    `unknown_managers` "drop" reads managers who are not in the file as none. What a file says in a way that looks like
    a mistake is refused, unless `sure` names the column, by our name or the file's.
    """
    table = read_table(file, sheet=sheet, header=header, of="roster")
    reading = Reading(table, sure, nearest_column(table, columns))
    if not reading.table.rows:
        raise_problems(reading.problems)
    check_choices(reading, sure, unknown_managers)
    day = the_day(reading, as_of)
    reading, no_people = rows_of_people(reading, columns, only=only, left=left, as_of=day)
    people_and_repeats = len(reading.table.rows)
    reading.table, repeated = without_repeats(reading.table, columns.get("employee_id", "employee_id"))
    reading.notes += repeated
    repeats = people_and_repeats - len(reading.table.rows)
    left_out = (*no_people, *([LeftOut("they repeat an earlier row", repeats)] if repeats else []))
    reading.find_all(COLUMNS, columns, REQUIRED)
    columns_read = reading.columns
    require_ages(reading, columns)
    people = read_people(reading, columns_read.get("employee_id"), frozenset().union(*(one.ids for one in left_out)))
    elsewhere: list[Any] = []
    lost = Counter[str]()
    manager, manager_known = np.full(len(reading.table.rows), -1, dtype=np.int64), False
    manager_column = columns_read.get("manager_id")
    if manager_column and not all(is_missing(cell) for cell in manager_column.cells):
        manager_known = True
        manager, lost = managers_in(reading, people, columns_read.get("employee_id"), manager_column, unknown_managers)
        if reporting_lines is not None:
            reading.notes.append(
                f"Managers are taken from the column {manager_column.header}; the reporting lines were not read."
            )
    elif reporting_lines is not None and "employee_id" in columns_read:
        manager, lost, lines = managers_from(
            reporting_lines, people, columns_read["employee_id"], len(manager), unknown_managers
        )
        manager_known, elsewhere = True, lines.problems
        reading.notes += lines.notes
        reading.notes.append(f"Managers are taken from the reporting lines in {lines.table.file}.")
    if manager_known:
        say_managers(reading, manager, lost)
    ages = read_ages(reading, day)
    level, order = read_levels(
        reading,
        columns_read.get("level"),
        levels=levels,
        level_order=level_order,
        manager=manager if manager_known else None,
        age=ages.years,
    )
    department, departments = read_names(reading, "department")
    team, _ = read_names(reading, "team")
    site, sites = read_names(reading, "site")
    refuse_addresses(reading, columns_read.get("group"))
    tenure = read_tenure(reading, ages, day)
    group = read_group(reading, under_represented)
    skills = read_skills(reading)
    leavers = read_left(reading, left)
    wants, can_teach = read_choices(reading, "wants_to_learn"), read_choices(reading, "can_teach")
    say_what_is_left(reading, {header.casefold() for one in left_out for header in one.by})
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
        quality=Quality(len(ids), {}, tuple(map(without_emails, reading.notes)), left_out, lost.total()),
        digest="",
    )
    return with_report(unsorted)


def check_choices(reading: Reading, sure: Sequence[str], unknown_managers: str) -> None:
    """Refuse settings that say nothing: columns that are not there, and no way to read managers."""
    if unknown_managers not in UNKNOWN:
        message = f"'{unknown_managers}' is not one of {', '.join(UNKNOWN)}."
        hint = did_you_mean(unknown_managers, UNKNOWN)
        reading.refuse(message, hint, field="unknown_managers", code="unknown", value=unknown_managers)
    known = [*COLUMNS, *reading.table.header]
    for name in sure:
        if name.strip().casefold() not in {one.casefold() for one in known}:
            message = f"'{name}' is not a column. The {reading.table.kind} has: {reading.headers()}."
            reading.refuse(message, did_you_mean(name, known), field="sure", code="unknown", value=name)


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


def say_what_is_left(reading: Reading, asked: Set[str]) -> None:
    """Note which columns were dropped, offering those that look like one of ours, and ids that are addresses."""
    unused = [header for header in reading.unused() if header.casefold() not in asked]
    if unused:
        shown = ", ".join(unused[:SHOWN_UNUSED]) + (", ..." if len(unused) > SHOWN_UNUSED else "")
        reading.notes.append(f"{counted(len(unused), 'column is', 'columns are')} not used and not kept: {shown}.")
    known = {name: column.header for name, column in reading.columns.items()}
    for guess in guess_columns(reading.table, known, among=unused):
        on_command_line = "" if reading.table.labels is not None else f", or --columns '{guess.name}={guess.header}'"
        reading.notes.append(
            f"{guess.header} is not read, but may be {guess.name}, {guess.why}. To read it, write "
            f"columns: {{{guess.name}: {guess.header}}}{on_command_line}."
        )
    ids = reading.columns.get("employee_id")
    if ids and any("@" in cell for cell in ids.cells):
        reading.notes.append(
            f"{ids.header} has e-mail addresses; in everything written they are replaced by pseudonyms."
        )
