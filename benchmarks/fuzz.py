"""Hand over thousands of mistaken files and settings, and see whether each is read or refused with a sentence.

`python benchmarks/fuzz.py 10000` tries so many of each kind (`--kinds study roster` for some kinds only) and prints
every internal error, once for each place in the code, with the shortest input that led there; it exits with 1 if there
is one. Inputs are real files grown wrong: types swapped, keys misspelt, deep nests, huge numbers, NaN, dates, control
characters, keys twice, anchors, empty lists, rows cut and shifted. The same number of examples are the same examples.
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import sys
import tempfile
import traceback
import warnings
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout, suppress
from datetime import date
from math import isfinite
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from mistaken import A_ROSTER, A_SCENARIO, A_STUDY, AN_OPTION, ROSTER, TIES, TIES_OF_A_FILE
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from mentorlab.agents.base.refusal import Refused
from mentorlab.agents.files.roster import read_roster
from mentorlab.agents.files.tie_file import read_ties
from mentorlab.experiments.cli.main import answered
from mentorlab.experiments.runs.designs.plan import SweepPlan
from mentorlab.experiments.studies.simulate import simulate
from mentorlab.experiments.studies.study_file import read_study
from mentorlab.scenarios.assumptions.organisation import Organisation
from mentorlab.scenarios.load import load

HOW_TO_READ: dict[str, Any] = {"as_of": date(2026, 6, 1), "level_order": "high_is_senior"}


def put(folder: Path, name: str, text: str) -> Path:
    """Write a text into a file as it is, half characters and all, and return the file."""
    path = folder / name
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    return path


def a_study(text: str, folder: Path) -> None:
    """Read a study file; a plan comes back as it was from what a store keeps of it."""
    plan = read_study(put(folder, "study.yaml", text))
    assert SweepPlan.from_dict(plan.as_dict()).as_dict() == plan.as_dict()
    assert len(plan.names) == len(set(plan.names)) == len(plan.cells)


def a_scenario(text: str, folder: Path) -> None:
    """Read a scenario file; what it is written as is read back as an equal one."""
    scenario = load(put(folder, "scenario.yaml", text))
    again = load(put(folder, "again.yaml", scenario.to_yaml()))
    assert again == scenario, "what is written is not read back as it was"


def a_run(text: str, folder: Path) -> None:
    """Read a scenario file and simulate it, with few people and weeks."""
    small = {"organisation.synthetic.employees": 24, "weeks": 8, "settling_weeks": 26, "changes": ()}
    scenario = load(put(folder, "scenario.yaml", text), settings=small)
    simulate(scenario.model_copy(update={"organisation": Organisation(synthetic=scenario.organisation.synthetic)}))


def a_roster(said: tuple[str, bool, Mapping[str, Any]], folder: Path) -> None:
    """Read a roster, from text or from a workbook of the same cells."""
    text, as_workbook, how = said
    file = put(folder, "people.csv", text)
    read_roster(workbook_of(text, folder) if as_workbook else file, **HOW_TO_READ | how)


def ties(said: tuple[str, bool, Mapping[str, Any]], folder: Path) -> None:
    """Read ties between the people of the roster."""
    text, as_workbook, how = said
    file = put(folder, "ties.csv", text)
    read_ties(workbook_of(text, folder) if as_workbook else file, [f"E{number}" for number in range(1, 7)], **how)


def workbook_of(text: str, folder: Path) -> Path:
    """Write cells into a workbook, what looks like a number or a date as one, and return the file."""
    book = Workbook()
    for row in csv.reader(io.StringIO(text.replace("\x00", ""), newline="")):
        book.active.append([a_cell(cell) for cell in row])
    book.save(folder / "people.xlsx")
    return folder / "people.xlsx"


def a_cell(text: str) -> Any:
    """Return a text as the value that a workbook would hold."""
    for kind in (int, float, date.fromisoformat):
        with suppress(ValueError):
            value = kind(text) if len(text) < 300 else text
            return value if not isinstance(value, float) or isfinite(value) else text
    return ILLEGAL_CHARACTERS_RE.sub("", text)


def an_option(words: tuple[str, str], folder: Path) -> None:
    """Ask the command line with an option: its answer is 0, 1 or 2, or what else happens is raised."""
    option, said = words
    people, between = put(folder, "people.csv", ROSTER), put(folder, "ties.csv", TIES)
    roster = ["check", str(people), "--ties", str(between)]
    asked = {"--set": ["check", "reverse"], "--vary": ["compare", "reverse", "--replicates", "0", "--worlds", "0"],
             "--until": ["compare", "reverse", "--vary", "nothing=1"]}.get(option, roster)  # fmt: skip
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()) as told:
        code = answered([*asked, f"{option}={said}"])
    assert code in (0, 1, 2), f"exit code {code}"
    assert code != 2 or told.getvalue().strip(), "refused without a sentence"


KINDS: dict[str, tuple[st.SearchStrategy[Any], Callable[[Any, Path], None]]] = {
    "scenario": (A_SCENARIO, a_scenario),
    "study": (A_STUDY, a_study),
    "run": (A_SCENARIO, a_run),
    "roster": (A_ROSTER, a_roster),
    "ties": (TIES_OF_A_FILE, ties),
    "option": (AN_OPTION, an_option),
}
"""How each kind of input is made, and what is done with it."""


def tried(kind: str, examples: int) -> dict[str, tuple[Any, str]]:
    """Return what went wrong inside on so many examples of a kind: by place in the code, the shortest input and how."""
    inputs, ask = KINDS[kind]
    found: dict[str, tuple[Any, str]] = {}

    @settings(
        max_examples=examples, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(inputs)
    def one(said: Any) -> None:
        wrong = gone_wrong(ask, said, folder)
        if wrong and (wrong[0] not in found or len(repr(said)) < len(repr(found[wrong[0]][0]))):
            found[wrong[0]] = (said, wrong[1])

    before, os.environ["MENTORLAB_DEBUG"] = os.environ.get("MENTORLAB_DEBUG"), "1"
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        try:
            one()
        finally:
            del os.environ["MENTORLAB_DEBUG"]
            if before is not None:
                os.environ["MENTORLAB_DEBUG"] = before
    return found


def gone_wrong(ask: Callable[[Any, Path], None], said: Any, folder: Path) -> tuple[str, str] | None:
    """Return where in the code an input led to anything but an answer or a refusal in words, and what; or nothing."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            ask(said, folder)
    except Refused as refused:
        if refused.problems and all(one.message.strip() for one in refused.problems):
            return None
        return "a refusal without a sentence", repr(refused.problems)
    except Exception as error:
        if hasattr(error, "format_message"):  # the parser of the command line says it in words
            return None
        frames = [one for one in traceback.extract_tb(error.__traceback__) if "mentorlab" in one.filename]
        at = frames[-1] if frames else None
        return f"{type(error).__name__} in {at.filename}:{at.lineno}" if at else type(error).__name__, str(error)[:300]
    return None


def main(arguments: Sequence[str]) -> int:
    """Try every kind and print what was found."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("examples", type=int, nargs="?", default=1000, help="how many of each kind")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS))
    asked = parser.parse_args(arguments)
    wrong = 0
    for kind in asked.kinds:
        found = tried(kind, asked.examples)
        wrong += len(found)
        print(f"{kind}: {asked.examples:,} tried, {len(found)} internal errors", flush=True)
        for place, (said, how) in sorted(found.items()):
            print(f"  {place}: {how}\n    {said!r}", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
