"""Guess which column of a file is which of ours, each guess with its reason and whether it is sure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from statistics import median
from typing import Literal

from ...base.text_table import Table
from ..columns.ages import AGE_COLUMNS, OLDEST, TENURE_COLUMNS, YOUNGEST
from ..columns.managers import tidy_id
from ..columns.skill_columns import SKILL_COLUMNS
from ..tables.cells import is_missing
from .contents import MOST, Contents, cells_of, contents_of, date_format, examples
from .words import HEADERS, TIE_HEADERS, contains, phrases, plain_words

Match = Literal["ours", "means", "may mean", "has", "nearly", ""]
NAMED: tuple[Match, ...] = ("ours", "means", "may mean")
"""Matches in which the whole header is one of our words; of the first two it means our column."""

GUESSED = (
    *("employee_id", *AGE_COLUMNS, "hire_date", "tenure_years", "level", "department", "manager_id", "team", "site"),
    *("group", "wants_to_learn", "can_teach", *SKILL_COLUMNS),
)
"""In the order in which columns are given away: what is recognised best comes first."""
FEW = 0.34
"""The greatest share of different values among people for departments and grades: each has three people on average."""
MOST_GRADES = 60
"""More different values than this are titles of jobs, not grades."""
MEET = 0.5
"""The share of different values that are somebody's id, from which on a column of managers is one."""
CLEARLY_MEET = 0.8
"""The same for a column whose name does not say so."""


@dataclass(frozen=True)
class Guess:
    """Which column of a file is taken for one of ours, why, examples that may be shown, and what else it could be."""

    name: str
    header: str
    why: str
    sure: bool
    examples: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def guess_columns(
    table: Table, stated: Mapping[str, str] = {}, *, names: Collection[str] = (), among: Collection[str] | None = None
) -> tuple[Guess, ...]:
    """Return the guesses for a roster, in the order of its columns; what is `stated` is not guessed.

    Only our columns in `names` are looked for, by default all, and only in the file's columns `among`. Of the columns
    of ages and of tenure one is enough: the most exact.
    """
    looking = Looking(table, stated.values(), among)
    wanted = [name for name in GUESSED if name not in stated and (not names or name in names)]
    found: list[Guess] = []
    id_header = stated.get("employee_id")
    done = {name for kind in (AGE_COLUMNS, TENURE_COLUMNS) if any(one in stated for one in kind) for name in kind}
    for name in wanted:
        if name in done:
            continue
        if name == "manager_id" and id_header:
            looking.know_ids(looking.all_of(id_header))
        guess = looking.best(name)
        if guess is None:
            continue
        found.append(guess)
        looking.free.pop(guess.header)
        if name == "employee_id":
            id_header = guess.header
        for kind in (AGE_COLUMNS, TENURE_COLUMNS):
            done |= set(kind) if name in kind else set()
    return tuple(sorted(found, key=lambda guess: table.header.index(guess.header)))


def nearest_column(table: Table, stated: Mapping[str, str]) -> Callable[[str], str]:
    """Return what tells which header may be one of our columns, nothing if none; the table is looked at once asked."""

    @cache
    def guessed() -> dict[str, str]:
        return {guess.name: guess.header for guess in guess_columns(table, stated)}

    return lambda name: guessed().get(name, "")


def guess_tie_columns(table: Table, ids: Collection[str], stated: Mapping[str, str] = {}) -> tuple[Guess, ...]:
    """Return the guesses for a file of ties between the people who have these ids."""
    looking = Looking(table, stated.values(), None, TIE_HEADERS)
    looking.know_ids(ids)
    found = []
    for name in (one for one in TIE_HEADERS if one not in stated):
        guess = looking.best(name)
        if guess is not None:
            found.append(guess)
            looking.free.pop(guess.header)
    return tuple(found)


class Looking:
    """A table in which columns are looked for: those still free, and the ids of people as soon as they are known."""

    def __init__(
        self,
        table: Table,
        taken: Iterable[str],
        among: Collection[str] | None,
        words: Mapping[str, tuple[str, str]] = HEADERS,
    ) -> None:
        self.table, self.words = table, words
        gone = {header.strip().casefold() for header in taken}
        twice = {header for header in table.header if table.header.count(header) > 1}
        self.free: dict[str, int] = {
            header: place
            for place, header in enumerate(table.header)
            if header and header.casefold() not in gone and header not in twice and (among is None or header in among)
        }
        self.ids: set[str] = set()
        self.id_length = 0.0
        self._contents: dict[str, Contents] = {}

    def know_ids(self, ids: Collection[str]) -> None:
        """Keep the ids of the people, tidied as they are compared, and how long they mostly are."""
        self.ids = set(map(tidy_id, ids))
        self.id_length = median(map(length, ids)) if ids else 0.0

    def all_of(self, header: str) -> set[str]:
        """Return the values of a column, as they are compared."""
        known = {name.casefold(): place for place, name in enumerate(self.table.header)}
        place = known.get(header.strip().casefold())
        return set() if place is None else {cell for cell in cells_of(self.table, place, None) if not is_missing(cell)}

    def contents(self, header: str) -> Contents:
        """Return what stands in a column; looked up once."""
        if header not in self._contents:
            self._contents[header] = contents_of(cells_of(self.table, self.free[header]))
        return self._contents[header]

    def best(self, name: str) -> Guess | None:
        """Return the guess for one of our columns, if any column can be it."""
        matches = {header: match_of(header, name, self.words) for header in self.free}
        ranked: dict[Match, list[str]] = {"ours": [], "means": [], "may mean": [], "has": [], "nearly": []}
        for header, match in matches.items():
            sound = match in NAMED[:2] or name != "manager_id" or self.as_long_as_ids(header)
            if match and sound and fits(name, self.contents(header), self.ids):
                ranked[match].append(header)
        by_name = [header for headers in ranked.values() for header in headers]
        for match, headers in ranked.items():
            if headers:
                sure = len(headers) == 1 and match in NAMED[:2]
                why = f"{WHY[match]}{self.what(name, headers[0])}"
                return self.guess(name, headers[0], why, sure, [one for one in by_name if one != headers[0]])
        by_content = [header for header in self.free if self.looks_like(name, header)]
        if by_content:
            return self.guess(name, by_content[0], CONTENT_SAYS[name], False, by_content[1:])
        return None

    def looks_like(self, name: str, header: str) -> bool:
        """Tell whether a column is like one of ours in what stands in it, unless it is called like another one."""
        if name not in CONTENT_SAYS or any(match_of(header, one, self.words) in NAMED for one in self.words):
            return False
        contents = self.contents(header)
        if not fits(name, contents, self.ids):
            return False
        if name in ("manager_id", "source", "target"):
            return meet(contents, self.ids) >= CLEARLY_MEET and self.as_long_as_ids(header)
        return name != "birth_date" or (contents.years <= 1995 and contents.numbers < MOST)  # salaries are numbers too

    def as_long_as_ids(self, header: str) -> bool:
        """Tell whether values are as long as ids are: years and ratings are small numbers, and so are some ids."""
        values = self.contents(header).values
        return not self.ids or (bool(values) and median(map(length, values)) >= self.id_length)

    def guess(self, name: str, header: str, why: str, sure: bool, others: Sequence[str]) -> Guess:
        """Return a guess with examples."""
        return Guess(name, header, why, sure, examples(name, self.contents(header)), tuple(others))

    def what(self, name: str, header: str) -> str:
        """Return how dates are written, after a semicolon."""
        if name in ("birth_date", "hire_date"):
            written = date_format(list(self.contents(header).values))
            return f"; dates are written {written}" if written else ""
        return ""


def length(employee_id: str) -> int:
    """Return how long an id is without what other programs add to it, but with its first zeros.

    >>> length("1001.0"), length("0007")
    (4, 4)
    """
    return len(tidy_id(employee_id)) + len(employee_id) - len(employee_id.lstrip("0"))


def match_of(header: str, name: str, words: Mapping[str, tuple[str, str]] = HEADERS) -> Match:
    """Return in which way a header says one of our columns.

    >>> match_of("Geburtsdatum", "birth_date"), match_of("Kostenstelle", "department"), match_of("Name", "level")
    ('means', 'may mean', '')
    """
    plain, ours = plain_words(header), name.replace("_", " ")
    if plain == ours:
        return "ours"
    means, may_mean = words.get(name, ("", ""))
    if plain in phrases(means):
        return "means"
    if plain in phrases(may_mean):
        return "may mean"
    if contains(header, means):
        return "has"
    near = ours.startswith(f"{plain} ") or get_close_matches(plain, [ours], n=1, cutoff=0.8)
    return "nearly" if plain and near else ""


def fits(name: str, contents: Contents, ids: Collection[str]) -> bool:
    """Tell whether what stands in a column can be one of ours, of which its name says that it is."""
    if not contents.filled:
        return False
    few = contents.distinct <= max(FEW * contents.filled, 3)
    rules: dict[str, Callable[[], bool]] = {
        "employee_id": lambda: (
            contents.filled >= MOST * contents.rows
            and contents.distinct >= MOST * contents.filled
            and (contents.codes >= MOST or contents.emails >= MOST)
            and (contents.dates < MOST or contents.numbers >= MOST)  # numbers may be days as Excel counts them
        ),
        "birth_date": lambda: contents.dates >= MOST and 1920 <= contents.years <= 2012,
        "hire_date": lambda: contents.dates >= MOST and 1950 <= contents.years <= 2100,
        "birth_year": lambda: contents.whole >= MOST and 1920 <= contents.middle <= 2012,
        "age": lambda: contents.numbers >= MOST and YOUNGEST <= contents.middle <= OLDEST,
        "age_band": lambda: contents.bands >= MOST,
        "generation": lambda: contents.generations >= MOST,
        "tenure_years": lambda: contents.numbers >= MOST and 0 <= contents.middle <= 40,
        "level": lambda: few and contents.distinct <= MOST_GRADES and is_of_names(contents),
        "department": lambda: few and is_of_names(contents),
        "team": lambda: contents.distinct <= 0.6 * contents.filled and is_of_names(contents),
        "site": lambda: few and is_of_names(contents),
        "group": lambda: contents.distinct <= 12 and is_of_names(contents),
        "manager_id": lambda: meet(contents, ids) >= MEET,
        "source": lambda: meet(contents, ids) >= MEET,
        "target": lambda: meet(contents, ids) >= MEET,
        "weight": lambda: contents.numbers >= MOST,
        "kind": lambda: contents.distinct <= 20 and is_of_names(contents),
    }
    return name not in rules or rules[name]()


def is_of_names(contents: Contents) -> bool:
    """Tell whether values can be names of groups: no dates, addresses or sentences."""
    return contents.dates < MOST and contents.emails < 1 - MOST and contents.long_text < 0.5


def meet(contents: Contents, ids: Collection[str]) -> float:
    """Return the share of different values that are somebody's id, of which `ids` are tidied."""
    return (
        sum(tidy_id(value) in ids for value in contents.values) / contents.distinct
        if ids and contents.distinct
        else 0.0
    )


WHY: dict[Match, str] = {
    "ours": "because of its name",
    "means": "because of its name",
    "may mean": "which its name may mean",
    "has": "which its name may mean",
    "nearly": "which its name is like",
}
CONTENT_SAYS = {
    "employee_id": "because it is different for everybody",
    "birth_date": "because it has dates of long ago",
    "manager_id": "because it has ids of the people in the file",
    "source": "because it has ids of the people in the roster",
    "target": "because it has ids of the people in the roster",
}
