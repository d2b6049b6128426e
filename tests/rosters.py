"""What the tests of reading rosters share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from mentorlab.agents.base.refusal import Problem

NEW_YEAR = date(2026, 1, 1)
GOOD = """employee_id,name,birth_year,hire_date,department,level,manager_id
E1,Ana Gomez,1962,2001-03-01,Sales,5,
E2,Bo Li,1971,2009-06-15,Sales,4,E1
E3,Cy Roe,1985,2014-01-10,IT,3,E2
E4,Di Fox,1998,2021-09-01,IT,1,E3
"""


def only(problems: list[Problem]) -> Problem:
    assert len(problems) == 1, [str(problem) for problem in problems]
    return problems[0]


def with_column(header: str, *cells: str) -> str:
    """Return four people of one level and department, with one more column."""
    rows = zip(("E1", "E2", "E3", "E4"), cells, strict=False)
    return f"employee_id,level,department,{header}\n" + "".join(f"{name},1,Sales,{cell}\n" for name, cell in rows)


def with_age_and(header: str, *cells: str) -> str:
    """Return people of 40 with one more column."""
    return with_column(f"age,{header}", *(f"40,{cell}" for cell in cells))


LEVELS = (4, 3, 3, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
MANAGERS = ("", 1, 1, 2, 2, 3, 3, 4, 4, 7, 6, 5, 5, 7, 7, 7, 5, 5, 5, 7, 4, 4, 5, 4)


def company(**columns: Sequence[object]) -> str:
    """Return 24 people, the older the more senior, with other or more columns of 24 cells each."""
    table: dict[str, Sequence[object]] = {
        "employee_id": [1001 + row for row in range(24)],
        "age": [57 - row for row in range(24)],
        "level": LEVELS,
        "department": [("IT", "HR", "Sales")[row % 3] for row in range(24)],
        "manager_id": [boss and 1000 + int(boss) for boss in MANAGERS],
    }
    table |= columns
    rows = zip(*table.values(), strict=True)
    return "".join(",".join(map(str, row)) + "\n" for row in [tuple(table), *rows])


def marked(word: str, *rows: int, otherwise: str = "") -> list[str]:
    """Return 24 cells with a word in some rows, from 0."""
    return [word if row in rows else otherwise for row in range(24)]
