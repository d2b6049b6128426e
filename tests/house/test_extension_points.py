"""A new strategy, reward, rule, training, way of asking, outcome, verb or kind of table is one file; a lever six."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import mentorlab as ml
from mentorlab.experiments.show.wording.notes import is_dealt_to_tables
from mentorlab.scenarios.extensions.resolve import ALLOWED
from mentorlab.scenarios.policy.strategy import about, declared, names_of
from mentorlab.sim.contracts.contracts import CLAUSES, tried

ROOT = Path(ml.__file__).parent
PARTS = ("agents", "scenarios", "sim", "experiments", "__init__.py", "__main__.py")
PAGE = (ROOT / "docs" / "how-to" / "add-a-lever.md").read_text(encoding="utf-8")
SMALL = {"organisation.synthetic.employees": 60, "weeks": 6, "settling_weeks": 26, "policy.share": 0.2}

PAIRING = '''

@strategy(
    terms.AGE_GAP,
    terms.Term("lot", lambda pairs: pairs.seniors.lot[pairs.columns], "the lot spoke for the senior"),
    mutual=True,
)
def oldest_first(candidates: Candidates, rng: np.random.Generator) -> PairList:
    """Pair the widest gap in age first, as the two wish.

    It is there for a test.
    """
    from .assignment import best_first

    return best_first(candidates, score_of(oldest_first, candidates))
'''
REWARD = '''class Lunch(Reward):
    """A lunch together."""

    pull: float = param(0.05, "extrinsic pull at enrolment", 0.02, 0.1, most=1)
    cost: float = param(35.0, "money per participant and year", 20.0, 70.0)


class Rewards(Checked):
    """The built-in schemes, by the name a policy gives them."""

    lunch: Lunch = Lunch()
'''
TRAINING = '''class Course(Training):
    """A morning in a room."""

    hours: float = param(4.0, "hours each", 2.0, 8.0)
    trained: float = param(0.5, "training reached", 0.2, 0.7, most=1)


class Formats(Checked):
    """The built-in formats, by the name a policy gives them."""

    course: Course = Course()
'''
FEEDBACK = '''

def patient(seen: Seen, weeks: Weeks, rule: Feedback) -> tuple[Flags, Flags]:
    """Mend what looks bad after ten weeks."""
    return (seen < rule.repair_below) & (weeks >= 10), np.zeros(len(seen), np.bool_)
'''
TARGETING = '''

def those_with_few_ties(pool: Pool, rule: Recruitment) -> Floats:
    """Those who know the fewest."""
    return -pool.centrality


fewest = Targeting(those_with_few_ties, freely=False)
'''
OUTCOME = """OUTCOMES = (
    Outcome("busiest_week", "busiest week", "hours in a week", -1, 0.05, "programme office", relative=True,
            of=lambda run: float(run.weekly["hours"].max())),
"""
VERB = '''"""mentorlab greet: say hello."""

from __future__ import annotations

from typing import Annotated

import typer

from ..tables.answers import Answer


def greet(whom: Annotated[str, typer.Argument(help="Somebody.")]) -> Answer:
    """Answer with a greeting."""
    return Answer({"greeting": f"Hello {whom}"}, lambda console: console.print(f"Hello {whom}"))
'''
FORMAT = '''"""Tables in which a line is a JSON list."""

import json

SUFFIXES = (".jsonl",)
BEGINS = b""


def rows_of(name, content, sheet):
    """Return a row a line."""
    lines = content.decode().splitlines()
    return [(at, [str(cell) for cell in json.loads(line)]) for at, line in enumerate(lines, 1)], []
'''
ADDED = {
    "pairing": ("scenarios/policy/pairing.py", None, PAIRING),
    "reward": (
        "scenarios/policy/rewards.py",
        REWARD[REWARD.index("class Rewards") :].rpartition("\n    lunch")[0],
        REWARD,
    ),
    "training": (
        "scenarios/policy/training.py",
        TRAINING[TRAINING.index("class Form") :].rpartition("\n    c")[0],
        TRAINING,
    ),
    "action": ("scenarios/policy/feedback.py", None, FEEDBACK),
    "targeting": ("scenarios/policy/targeting.py", None, TARGETING),
    "outcome": ("scenarios/assumptions/outcomes.py", "OUTCOMES = (\n", OUTCOME),
    "verb": ("experiments/cli/verbs/greet.py", None, VERB),
    "format": ("agents/files/table_formats/lines.py", None, FORMAT),
}
"""Of each kind the one file that is touched, what is replaced in it (else it is added at its end) and by what."""


def copied(folder: Path) -> Path:
    """Return a copy of the package, so that it is another's to edit."""
    for part in PARTS:
        source, target = ROOT / part, folder / "mentorlab" / part
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            target.parent.mkdir(exist_ok=True)
            shutil.copy(source, target)
    return folder / "mentorlab"


def touched(tree: Path) -> set[str]:
    """Return the files of a copy that are not as in the package."""
    files = {path.relative_to(tree).as_posix() for path in tree.rglob("*") if path.suffix in (".py", ".yaml", ".csv")}
    return {
        name
        for name in files
        if not (ROOT / name).is_file() or (ROOT / name).read_bytes() != (tree / name).read_bytes()
    }


def asked(tree: Path, code: str) -> dict:
    """Return what a script says that runs in a copy of the package."""
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=tree.parent, capture_output=True, text=True, env=environment(tree)
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout.splitlines()[-1])


def environment(tree: Path) -> dict[str, str]:
    """Return the surroundings of a process that finds the copy first, and does not compile it: that takes longer."""
    return {"NUMBA_DISABLE_JIT": "1", **os.environ, "PYTHONPATH": str(tree.parent), "PYTHONDONTWRITEBYTECODE": "1"}


@pytest.fixture(scope="module")
def extended(tmp_path_factory):
    """Return a copy of the package to which one of each kind was added, and what was touched for each."""
    tree = copied(tmp_path_factory.mktemp("extended"))
    assert touched(tree) == set()
    files = {}
    for kind, (file, old, new) in ADDED.items():
        before = touched(tree)
        path = tree / file
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        assert old is None or text.count(old) == 1
        path.write_text(text + new if old is None else text.replace(old, new), encoding="utf-8")
        files[kind] = touched(tree) - before
    return tree, files


SCRIPT = """
import contextlib, io, json
from pathlib import Path
import mentorlab as ml
from mentorlab.agents.files.tables.table_file import read_table
from mentorlab.experiments.validation.odd import odd
from mentorlab.experiments.cli.main import answered
from mentorlab.experiments.show.wording.notes import is_dealt_to_tables
from mentorlab.scenarios.policy import feedback, pairing, targeting
from mentorlab.scenarios.assumptions.assumptions import Assumptions
from mentorlab.scenarios.evidence.ledger import ledger
from mentorlab.scenarios.extensions.resolve import chosen
from mentorlab.sim.contracts.contracts import CLAUSES, tried

def said(*arguments):
    with contextlib.redirect_stdout(io.StringIO()) as out:
        assert answered(arguments) == 0
    return out.getvalue()

small = ml.load("reverse").with_(SMALL)
mine = small.with_({"pairing": "oldest-first", "reward": "lunch", "training": "course", "action": "patient",
                    "targeting": "fewest", "feedback": 2})
CLAUSES["pairing"] = tuple(one for one in CLAUSES["pairing"] if one.__name__ != "copes_with_a_crowd")
built_in = {"pairing": ("oldest-first", pairing), "action": ("patient", feedback), "targeting": ("fewest", targeting),
            "reward": ("lunch", Assumptions().rewards), "training": ("course", Assumptions().training)}
found = ml.match(mine, progress=False)
Path("people.jsonl").write_text('["employee_id","age"]\\n["E1",30]\\n')
print(json.dumps({
    "list": json.loads(said("list", "--json"))["data"],
    "help": said("--help"),
    "greeting": json.loads(said("greet", "Ada", "--json")),
    "reasons": found.pairs[["reason_1", "reason_2", "reason_3"]].to_numpy().tolist(),
    "notes": list(found.notes),
    "rapport": [float(ml.match(one, progress=False).pairs["expected_rapport"].mean()) for one in (mine, small)],
    "dealt": is_dealt_to_tables(mine.policy),
    "outcomes": ml.simulate(mine, seed=1).outcomes,
    "odd": odd.odd(),
    "ledger": [row.path for row in ledger()],
    "trouble": {kind: [one.trouble for one in tried(chosen(name, kind, room), kind) if one.trouble]
                for kind, (name, room) in built_in.items()},
    "table": read_table("people.jsonl").rows,
}))
"""


@pytest.fixture(scope="module")
def said(extended):
    """Return what the copy says of what was added."""
    return asked(extended[0], SCRIPT.replace("SMALL", repr(SMALL), 1))


def test_one_of_each_kind_is_one_file(extended):
    assert extended[1] == {kind: {file} for kind, (file, _, _) in ADDED.items()}


def test_a_list_says_what_each_is_in_its_own_words(said):
    words = {(one["lever"], one["name"]): one["about"] for one in said["list"]["strategies"]}
    assert words["pairing", "oldest-first"] == "pair the widest gap in age first, as the two wish"
    assert words["reward", "lunch"] == "a lunch together"
    assert words["training", "course"] == "a morning in a room"
    assert words["action", "patient"] == "mend what looks bad after ten weeks"
    assert words["targeting", "fewest"] == "those who know the fewest"
    values = {one["name"]: one["values"] for one in said["list"]["levers"]}
    assert all(name in values[lever] for lever, name in words if name in ("oldest-first", "lunch", "patient"))
    outcome = next(one for one in said["list"]["outcomes"] if one["name"] == "busiest_week")
    assert outcome["unit"] == "hours in a week"


def test_reasons_are_the_terms_that_were_declared(said):
    every = [reason for three in said["reasons"] for reason in three]
    assert any(re.match(r"\d+ years apart, usually \d+", reason) for reason in every)
    assert "the lot spoke for the senior" in every
    assert not any("no score that can be taken apart" in note for note in said["notes"])


def test_notes_and_the_engine_know_it_by_what_it_declares(said):
    assert any("Who takes part (fewest) is drawn" in note for note in said["notes"])
    assert said["dealt"]
    assert said["outcomes"]["busiest_week"] > 0


def test_the_description_and_the_ledger_have_all_of_it(said):
    for words in (
        "Pair the widest gap in age first, as the two wish.", "Terms of its score: age gap, lot.",
        "Mend what looks bad after ten weeks.", "Those who know the fewest.", "`busiest_week`",
    ):  # fmt: skip
        assert words in said["odd"]
    assert re.search(r"(?m)^\| rewards \|.* lunch \|", said["odd"])
    assert {"assumptions.rewards.lunch.cost", "assumptions.training.course.hours"} <= set(said["ledger"])


def test_it_keeps_the_contract_of_its_kind(said):
    assert said["trouble"] == {kind: [] for kind in said["trouble"]}


def test_a_verb_is_found_and_answers_in_json(said):
    assert re.search(r"(?m)^  greet +Say hello\.", said["help"])
    greeting = {"schema": "mentorlab.greet/1", "ok": True, "data": {"greeting": "Hello Ada"}, "errors": []}
    assert said["greeting"] == greeting


def test_a_table_of_a_new_kind_is_read(said):
    assert said["table"] == [["E1", "30"]]


# a lever


def steps() -> list[tuple[str, str, str]]:
    """Return what the page on levers says to do: the file, how the line begins below which it goes, and the code."""
    found, file = [], ""
    for named, line, added in re.findall(r"(?:`([\w/]+\.py)`: |```diff\n (.*)\n((?:\+.*\n)+)```)", PAGE):
        file = named or file
        if line:
            found.append((file, line, re.sub(r"(?m)^\+", "", added)))
    return found


@pytest.mark.long
def test_a_lever_with_a_mechanism_of_its_own_is_six_files(tmp_path):
    tree = copied(tmp_path)
    for file, below, code in steps():
        lines = (tree / file).read_text(encoding="utf-8").splitlines(keepends=True)
        (at,) = (number for number, line in enumerate(lines) if line.startswith(below))
        (tree / file).write_text("".join([*lines[: at + 1], code, *lines[at + 1 :]]), encoding="utf-8")
    assert len(touched(tree)) == 6
    code = """
import json
import mentorlab as ml
from mentorlab.scenarios.differences import differences_in_words
from mentorlab.scenarios.evidence.ledger import ledger
from mentorlab.scenarios.records.levers import lever
without = ml.load("reverse").with_(SMALL)
with_it = without.with_({"kick_off": 8})
off = with_it.with_({"assumptions.off": ["kick-off"]})
names = ("hours", "participants.motivation")
scenarios = {"without": without, "with": with_it, "off": off}
runs = {name: ml.simulate(one, seed=1).outcomes for name, one in scenarios.items()}
print(json.dumps({
    "told": differences_in_words(without, with_it),
    "about": lever("kick_off").about,
    "rows": [row.path for row in ledger()],
    "runs": {name: [found[one] for one in names] for name, found in runs.items()},
}))
"""
    found = asked(tree, code.replace("SMALL", repr(SMALL), 1))
    assert [line.partition(":")[0] for line in found["told"]] == ["kick_off"]
    assert found["about"] == "how long a joint kick-off lasts"
    assert {"assumptions.money.kick_off", "policy.kick_off_hours"} <= set(found["rows"])
    hours, motivation = zip(*(found["runs"][name] for name in ("without", "with", "off")), strict=True)
    assert hours[0] < min(hours[1:])
    assert max(motivation[0], motivation[2]) < motivation[1]


# the user's own

OWN = '''
import mentorlab as ml
from mentorlab.scenarios.policy.assignment import best_total
from mentorlab.scenarios.policy.strategy import Term, score_of, strategy
from mentorlab.scenarios.policy.terms import SIMILARITY

@strategy(
    SIMILARITY.counted(lambda pairs: pairs.z.similarity),
    Term("old hands", lambda pairs: 0.1 * pairs.seniors.age[pairs.columns], "the senior has seen a lot"),
    mutual=True, self_found=True,
)
def old_hands(candidates, rng):
    """Pair with old hands."""
    return best_total(candidates, score_of(old_hands, candidates))

def undeclared(candidates, rng):
    return old_hands(candidates, rng)

class Lunch(ml.Reward):
    """A lunch together."""

@strategy(Term("broken", lambda pairs: 1 / 0))
def broken(candidates, rng):
    return old_hands(candidates, rng)
'''


@pytest.fixture
def own(tmp_path, monkeypatch):
    """Put a module of the user's own where it may be named."""
    (tmp_path / "ours_declared.py").write_text(OWN, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    monkeypatch.setenv(ALLOWED, "ours_declared")
    import ours_declared

    yield ours_declared
    del sys.modules["ours_declared"]


def reasons_of(pairing):
    found = ml.match(ml.load("reverse").with_({**SMALL, "policy.pairing": pairing}), progress=False)
    return [reason for n in (1, 2, 3) for reason in found.pairs[f"reason_{n}"]], found


@pytest.mark.parametrize("as_text", [True, False])
def test_ones_own_strategy_has_reasons_notes_and_choice_as_a_built_in_has(own, as_text):
    reasons, found = reasons_of("ours_declared:old_hands" if as_text else own.old_hands)
    assert "the senior has seen a lot" in reasons
    assert any(reason.startswith(("similar working style", "working styles")) for reason in reasons)
    assert not any("no score that can be taken apart" in note for note in found.notes)
    assert is_dealt_to_tables(found.scenario.policy)
    _, plain = reasons_of(own.undeclared)
    assert found.pairs["expected_rapport"].mean() > plain.pairs["expected_rapport"].mean() + 0.03
    assert found.pairs[["junior", "senior"]].equals(plain.pairs[["junior", "senior"]])


def test_ones_own_strategy_without_a_declaration_works_as_before(own):
    reasons, found = reasons_of(own.undeclared)
    assert all(reason.startswith("also: ") for reason in reasons)
    assert any("'undeclared' has no score that can be taken apart" in note for note in found.notes)
    assert declared(own.undeclared) == declared(print)


def test_ones_own_says_what_it_is_and_keeps_a_contract_on_its_terms(own, monkeypatch):
    assert about(own.old_hands) == "pair with old hands"
    assert about(own.Lunch(cost=3)) == "a lunch together"
    assert names_of(own, "candidates", "rng") == ("old-hands", "undeclared", "broken")
    monkeypatch.setitem(CLAUSES, "pairing", tuple(one for one in CLAUSES["pairing"] if one.__name__ == "tells_terms"))
    assert [one.trouble for one in tried(own.old_hands, "pairing")] == [""]
    assert "ZeroDivisionError" in tried(own.broken, "pairing")[0].trouble


def test_what_a_term_raises_is_told_by_the_name_of_the_strategy(own):
    with pytest.raises(ZeroDivisionError) as raised:
        reasons_of(own.broken)
    assert any("broken" in note for note in raised.value.__notes__)


def test_terms_cannot_write_to_what_they_are_shown(own):
    from mentorlab.scenarios.policy.strategy import Term, strategy

    def writes(pairs):
        pairs.seniors.age[:] = 0
        return 1

    @strategy(Term("writes", writes))
    def writer(candidates, rng):
        return own.old_hands(candidates, rng)

    with pytest.raises(ValueError, match="read-only"):
        reasons_of(writer)
