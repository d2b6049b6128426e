"""Read people and ties, and where the reader refuses what a setting can mend, ask for that setting and read again."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ....agents.base.refusal import Problem, Refused
from ....agents.files.columns.level_order import ORDERS
from ....agents.files.guessing.contents import CODE
from ....agents.files.roster import Roster
from ....agents.files.tables.cells import counted
from ....agents.files.tie_file import TieList
from ....scenarios.files.validated import with_settings
from ....scenarios.scenario import Scenario
from ....sim.state.inputs import read
from .questions import Questions

MOST_MENDED = 12
"""Rounds of reading again after an answer: there are fewer settings that can be asked for."""
SURE = re.compile(r"sure: \[([^\]]+)\]")
"""How a hint says that a column may be right although it looks like a mistake."""

Settings = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Mend:
    """A setting that mends a kind of problem: of which file and columns, with which code; the values, and words.

    `about` says what is wrong, with the number of rows; without it the reader's own words do.
    """

    part: str
    columns: tuple[str, ...]
    code: str
    setting: str
    values: tuple[str, ...]
    option: str
    question: str
    about: str = ""

    def fits(self, problem: Problem, settings: Mapping[str, Mapping[str, Any]]) -> bool:
        """Tell whether a problem is of this kind, and the setting has not been made."""
        how = settings.get(self.part, {})
        columns = {how.get("columns", {}).get(name, name).casefold() for name in self.columns}
        named = {name.strip() for name in str(problem.field).casefold().split(",")} | {str(problem.field).casefold()}
        same = (problem.code, problem.file) == (self.code, how.get("file"))
        return same and bool(columns & named) and self.setting not in how

    def ask(self, ask: Questions, problems: Sequence[Problem], settings: Settings) -> None:
        """Ask for the setting and make it; where nobody can be asked keep the problem with the option to write."""
        rows = sum(len(problem.lines) or 1 for problem in problems)
        example = next((str(one.value) for one in problems if CODE.fullmatch(str(one.value))), "")
        about = self.about.format(
            rows=f"There {'is' if rows == 1 else 'are'} {counted(rows, 'row')}",
            such=f", such as '{example}'" if example else "",
        )
        about = about or problems[0].message
        if not ask.asked:
            hint = f"Write {self.option}."
            ask.problems.append(Problem(about, hint, self.code, problems[0].file, field=problems[0].field))
            settings[self.part][self.setting] = self.values[0]  # only to read on: nothing is written
        elif len(self.values) > 1:
            ask.say(about)
            settings[self.part][self.setting] = ask.one_of(self.question, self.values)
        elif ask.agreed(f"{about} {self.question}"):
            settings[self.part][self.setting] = self.values[0]
        else:
            raise Refused(problems)


MENDS = (
    Mend(
        *("roster", ("level",), "order", "level_order", ORDERS),
        "--level-order high_is_senior or --level-order low_is_senior",
        "Which of them",
    ),
    Mend(
        *("roster", ("manager_id",), "unknown", "unknown_managers", ("drop",)),
        "--unknown-managers drop (these people are then read as having no manager)",
        "Read these people as having no manager?",
        "{rows} with a manager who is not in the file{such}.",
    ),
    Mend(
        *("ties", ("source", "target"), "unknown", "unknown", ("drop",)),
        "--unknown-ties drop (these ties are then left out)",
        "Leave these ties out?",
    ),
)


def read_with_answers(ask: Questions, source: Scenario, settings: Settings) -> tuple[Roster, TieList | None]:
    """Return the people and ties that the settings say; what a setting can mend is asked for and added to them."""
    for _ in range(MOST_MENDED):
        values = {f"organisation.{part}": how for part, how in settings.items()}
        try:
            roster, ties = read(with_settings(source, values).organisation)
        except Refused as refused:
            left = [problem for problem in refused.problems if problem.code != "more"]
            mends = {mend: [one for one in left if mend.fits(one, settings)] for mend in MENDS}
            questioned = [problem for problem in left if ask.asked and questioned_column(problem, settings)]
            mendable = [*questioned, *(problem for problems in mends.values() for problem in problems)]
            if any(problem not in mendable for problem in left):
                raise Refused([*ask.problems, *refused.problems]) from None
            for mend, problems in mends.items():
                if problems:
                    mend.ask(ask, problems, settings)
            ask_whether_right(ask, questioned, settings)
        else:
            assert roster is not None
            return roster, ties
    raise Refused([*ask.problems, *left])


def questioned_column(problem: Problem, settings: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the column of a roster that looks like a mistake and may be right, nothing for another problem."""
    how = settings["roster"]
    said = SURE.search(problem.hint)
    return said[1] if said and problem.file == how.get("file") and said[1] not in how.get("sure", ()) else ""


def ask_whether_right(ask: Questions, problems: Sequence[Problem], settings: Settings) -> None:
    """Ask of each column that looks like a mistake whether it is right as it is; refuse it if not."""
    for column in dict.fromkeys(questioned_column(problem, settings) for problem in problems):
        about = [problem for problem in problems if questioned_column(problem, settings) == column]
        for problem in about:
            ask.say(str(problem))
        if not ask.agreed(f"Is {column} right as it is?", default=None):
            raise Refused(about)
        settings["roster"]["sure"] = [*settings["roster"].get("sure", ()), column]
