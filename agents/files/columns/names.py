"""Read which department, team and site each person is in: one name however it is spelt, and never an address."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from dataclasses import replace

import numpy as np

from ...base.arrays import Integers
from ..tables.cells import Column, Reading, counted, is_missing
from ..tables.quoting import is_email, quoted, shown

NO_DEPARTMENT = "(not given)"
REGIONS = frozenset({
    "emea", "apac", "apj", "latam", "amer", "americas", "eu", "eea", "europe", "us", "usa", "ca", "can", "uk", "anz",
    "dach", "mea", "mena", "cee", "cis", "sea", "row", "jp", "cn", "nordics", "benelux", "iberia", "asia", "africa",
})  # fmt: skip
"""What stands beside NA where it is North America, in small letters."""
CODE = re.compile(r"[A-Z]{2,4}", re.ASCII)
"""A short name that could be NA's neighbour."""
AROUND = re.compile(r" ?([&/]) ?")
ENOUGH, NEARLY_ALL = 10, 0.8
"""From ten people on, a name for every fifth person at least is shared in any column of departments."""
SHOWN = 12
FEWEST = 3
"""Persons in brackets from which on they are no chance."""
IN_BRACKETS = re.compile(r"(.*\S)\s*\(([^()\d]+)\)")
PEOPLE = frozenset({
    "name", "names", "fullname", "firstname", "lastname", "surname", "givenname", "familyname", "employeename",
    "employee", "worker", "workername", "displayname", "preferredname", "legalname", "nachname", "vorname",
    "mitarbeiter", "mitarbeitername", "mitarbeitende", "familienname", "nom", "prénom", "prenom", "nomcomplet",
    "salarié", "collaborateur", "nombre", "apellido", "apellidos", "cognome", "achternaam", "voornaam", "naam",
})  # fmt: skip
"""What columns are called that have people's names; compared in small letters, without what is between."""


def read_names(reading: Reading, name: str) -> tuple[Integers, tuple[str, ...]]:
    """Return a column of names as codes into its sorted names, -1 where missing or where there is no column.

    The same name in other letters, or with more spaces, is one: the most frequent spelling. Addresses are refused,
    and a column in which nearly everybody has a name of their own.
    """
    column = reading.columns.get(name)
    if column is None:
        return np.full(len(reading.table.rows), -1, dtype=np.int64), ()
    column = without_people(reading, column)
    blank = {cell for cell in set(column.cells) if is_missing(cell)}
    if name_here := plausible_name(reading, column, blank):
        blank.discard(name_here)
    if name == "department" and (missing := sum(cell in blank for cell in column.cells)):
        reading.notes.append(
            f"{counted(missing, 'blank cell')} in {column.header}: these people form the department '{NO_DEPARTMENT}'."
        )
        cells = [NO_DEPARTMENT if cell in blank else cell for cell in column.cells]
        column, blank = replace(column, cells=cells), set()
    refuse_what_is_no_name(reading, column, blank)
    spelt = one_spelling(reading, column, blank)
    names = tuple(sorted(set(spelt.values())))
    code = {one: place for place, one in enumerate(names)}
    return np.array([code[spelt[cell]] if cell in spelt else -1 for cell in column.cells], dtype=np.int64), names


def without_people(reading: Reading, column: Column) -> Column:
    """Return a column without the persons in brackets behind its names, "Sales (Ana Gomez)", noting it.

    Brackets have persons where most names have them, with two words at least that hardly any other name has too: what
    is in "Sales (North America)" stands behind other names as well.
    """
    split = {cell: found for cell in set(column.cells) if (found := IN_BRACKETS.fullmatch(cell))}
    persons = Counter(found[2].strip().casefold() for found in split.values() if " " in found[2].strip())
    named = sum(not is_missing(cell) for cell in set(column.cells))
    alone = sum(times == 1 for times in persons.values())
    if reading.is_sure(column.name, column.header) or alone < FEWEST or 2 * alone <= named:
        return column
    cells = [split[cell][1].strip() if cell in split else cell for cell in column.cells]
    reading.notes.append(
        f"{column.header}: what stands in brackets is left out, since it looks like people: {named:,} names become "
        f"{len(set(cells)):,}. If it is no person, write sure: [{column.name}] (--sure {column.name})."
    )
    return replace(column, cells=cells)


def plausible_name(reading: Reading, column: Column, blank: set[str]) -> str | None:
    """Return NA where most other names are regions, noting it; refuse it where it could be a name or mean nothing."""
    if "NA" not in blank:
        return None
    others = {cell for cell in column.cells if not is_missing(cell)}
    regions = sum(cell.casefold() in REGIONS for cell in others)
    if reading.is_sure(column.name, column.header) or 2 * regions > len(others):
        reading.notes.append(f"{column.header}: NA is read as a name ({counted(column.cells.count('NA'), 'cell')}).")
        return "NA"
    if regions or (others and all(map(CODE.fullmatch, others))):
        reading.refuse(
            f"'NA' can be a {column.name} or mean that none is known; "
            f"the others are {', '.join(map(shown, sorted(others)[:SHOWN]))}.",
            f"If it is a {column.name}, write sure: [{column.name}] (--sure {column.name}); "
            "if not, leave the cells empty.",
            row=column.cells.index("NA"),
            column=column,
            code="ambiguous",
            value="NA",
        )
    return None


def refuse_what_is_no_name(reading: Reading, column: Column, blank: set[str]) -> None:
    """Refuse e-mail addresses in the place of names, and a column that tells people apart."""
    if refuse_addresses(reading, column):
        return
    if re.sub(r"[\W_]+", "", column.header.casefold()) in PEOPLE and not reading.is_sure(column.name, column.header):
        reading.refuse(
            f"this column seems to have people's names, and they must not be written as a {column.name}.",
            f"Name another column in columns, or, if it is right, write sure: [{column.name}] (--sure {column.name}).",
            column=column,
            code="private",
        )
        return
    named = [cell for cell in column.cells if cell not in blank]
    different = len(set(named))
    if len(named) < ENOUGH or different < NEARLY_ALL * len(named) or reading.is_sure(column.name, column.header):
        return
    reading.refuse(
        f"{len(named):,} people have {different:,} different names here: "
        f"this looks like people, not like a {column.name}.",
        f"Name another column in columns, or, if it is right, write sure: [{column.name}] (--sure {column.name}).",
        column=column,
        code="too many",
    )


def refuse_addresses(reading: Reading, column: Column | None) -> bool:
    """Refuse a column that has e-mail addresses where something else is read and written; they are never written."""
    row = next((at for at, cell in enumerate(column.cells) if is_email(cell)), None) if column else None
    if row is None or column is None:
        return False
    reading.refuse(
        f"there are e-mail addresses in the column that is read as {column.name}, "
        "and they must not be written anywhere.",
        f"Name the column of the {column.name} in columns, or correct the cells.",
        row=row,
        column=column,
        code="private",
    )
    return True


def as_compared(name: str) -> str:
    """Return a name as it is compared: in small letters, a run of spaces as one, and none around "&" and "/".

    >>> as_compared("R  & D"), as_compared("Line 1 1"), as_compared("Line\\u00a011")
    ('r&d', 'line 1 1', 'line 11')
    """
    return AROUND.sub(r"\1", " ".join(unicodedata.normalize("NFKC", name).casefold().split()))


def one_spelling(reading: Reading, column: Column, blank: set[str]) -> dict[str, str]:
    """Return how each name in a column is to be spelt: as most cells do that differ in case or in width of spaces."""
    alike: dict[str, Counter[str]] = defaultdict(Counter)
    for cell, times in Counter(column.cells).items():
        if cell not in blank:
            alike[as_compared(cell)][cell] = times
    spelt: dict[str, str] = {}
    merged = []
    for spellings in alike.values():
        most = min(spellings, key=lambda cell: (-spellings[cell], cell))
        spelt |= dict.fromkeys(spellings, most)
        if len(spellings) > 1:
            others = ", ".join(quoted(cell) for cell in sorted(spellings) if cell != most)
            merged.append(f"{others} as {quoted(most)}")
    if merged:
        more = f" and {len(merged) - SHOWN:,} more" if len(merged) > SHOWN else ""
        reading.notes.append(f"{column.header}: read as one name are {'; '.join(sorted(merged)[:SHOWN])}{more}.")
    return spelt
