"""The ledger: no number without unit, range, source, grade and status; nothing a vendor claims sets or fits one."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from pathlib import Path
from typing import get_args

import pytest
from calibrate import FREE
from pydantic import BaseModel, ConfigDict

import mentorlab
from mentorlab.agents.base import sources
from mentorlab.agents.base.parameters import ASSUMPTION, Gives, Grade, Rules, Source, Verified, assumed, param
from mentorlab.scenarios.assumptions.assumptions import Assumptions
from mentorlab.scenarios.evidence.benefits import BENEFITS
from mentorlab.scenarios.evidence.constants import FIXED
from mentorlab.scenarios.evidence.ledger import DEFAULTS, WITHOUT, defaults, ledger, parameters
from mentorlab.scenarios.evidence.studies import STUDIES
from mentorlab.scenarios.evidence.targets import TARGETS
from mentorlab.scenarios.records.policy import Policy

ROOT = Path(mentorlab.__file__).parent
ROWS = ledger()
FILES_THAT_READ_AND_WRITE = {"as_yaml", "yaml_lines"}
READS_AND_WRITES = ROOT / "agents" / "files"
NOT_OF_THE_MODEL = {
    "agents.people.workforce._SHARE",  # what may be written through an agent
    "scenarios.assumptions.company_figures.QUITS_REACHED",  # what the solver can reach
    "agents.people.candidates.JUNIOR_TASTE",  # which draw is which
    # how a method works, or what a word means: none changes what the model says of people
    "agents.network.acquaintance.KINDS", "agents.people.candidates.DENSE", "agents.people.candidates.IMPOSSIBLE",
    "agents.people.possible_pairs.SAMPLE", "scenarios.policy.terms.SIMILAR",
    "agents.base.parameters.YEAR",
    # what is read, shown and kept at most, none of it a number of the model
    "agents.base.text_table.MOST_CELLS", "agents.base.text_table.MOST_ROWS", "agents.base.writing.LONGEST_NAME",
    "agents.base.refusal.LISTED", "agents.base.compiled.DIGEST",
    "sim.contracts.pairing_contract.PATIENCE", "sim.state.state.LUCK_OF_LAUNCH",
    # how the client's own figures are met
    "sim.calibration.calibrate.MOST_RUNS", "sim.calibration.calibrate.PERSON_YEARS",
    "sim.calibration.calibrate.ROUGHLY", "sim.calibration.calibrate.SHORTEST",
    "sim.calibration.calibrate.USUAL_STEPS", "sim.calibration.calibrate.SPREAD",
    "sim.calibration.calibrate.SHARE_ERROR", "sim.calibration.calibrate.MORE_FOR_GROUPS",
    "sim.calibration.worlds.PERSON_YEARS", "sim.calibration.worlds.MOST_RUNS",
    "sim.calibration.worlds.STEPS", "sim.calibration.worlds.ROUGHLY",
    "sim.calibration.worlds.MOST_HELD",
    "sim.calibration.quit_rates.MOST_LEFT", "sim.calibration.figures.POINTS_A_STEP",
    "sim.calibration.figures.ENOUGH_RUNS", "sim.calibration.quit_rates.SMALLEST_CELL", "sim.calibration.broyden.LEAST",
    "sim.calibration.broyden.LONGEST", "sim.calibration.broyden.STEPS", "sim.calibration.broyden.WORST",
    # which draw of a person is which
    "agents.people.population.AGE", "agents.people.population.SKILL", "sim.processes.matching.SKILL_ERROR",
    "sim.processes.recruitment.YES",
    # how much is shown at a glance
    "scenarios.files.allowed.MOST_OFFERED", "scenarios.differences.MOST_LINES", "agents.base.notebook.MOST_ROWS",
    # in the ledger as defaults of what is chosen
    "scenarios.assumptions.organisation.DEFAULT_EMPLOYEES", "scenarios.records.policy.DEFAULT_SHARE",
}  # fmt: skip


def leaves(values, above="assumptions"):
    """Return the path of every number in nested dictionaries."""
    if not isinstance(values, dict):
        return {above}
    return set().union(*(leaves(value, f"{above}.{key}") for key, value in values.items()))


def numeric_constants():
    """Return the path of every constant of the code that is a number or is written with nothing but numbers."""
    found = set()
    files = [path for folder in ("agents", "scenarios", "sim") for path in (ROOT / folder).rglob("*.py")]
    assert len(files) > 80
    for file in files:
        reads = READS_AND_WRITES in file.parents and file.stem != "tie_weights"  # which holds a number of the model
        if reads or file.stem in FILES_THAT_READ_AND_WRITE:
            continue
        for node in ast.parse(file.read_text("utf-8")).body:
            if isinstance(node, ast.Assign) and _numbers_only(node.value):
                target = node.targets[0]
                name = target.elts[0] if isinstance(target, ast.Tuple) else target
                if isinstance(name, ast.Name) and name.id.isupper():
                    found.add(".".join([*file.relative_to(ROOT).with_suffix("").parts, name.id]))
    return found


def _numbers_only(node):
    constants = [one.value for one in ast.walk(node) if isinstance(one, ast.Constant)]
    plain = all(
        isinstance(one, ast.Constant | ast.Tuple | ast.UnaryOp | ast.USub | ast.BinOp | ast.Mult | ast.Load)
        for one in ast.walk(node)
    )
    return plain and bool(constants) and all(isinstance(one, int | float) for one in constants)


def test_every_assumption_has_a_line() -> None:
    paths = [row.path for row in ROWS]
    assert len(paths) == len(set(paths))
    numbers = Assumptions().model_dump(exclude={"off"})
    assert {path for path in paths if path.startswith("assumptions.")} == leaves(numbers)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.path)
def test_a_line_says_unit_range_source_grade_and_status(row) -> None:
    assert row.unit.strip()
    assert row.plausible.strip()
    source = row.source
    assert source.citation.strip()
    assert source.grade in get_args(Grade)
    assert source.verified in get_args(Verified)
    assert source.settles in get_args(Gives)
    assert (source.verified == "none") == (source.citation == "assumption")
    assert (source.grade == "assumption") or source.finding
    if row.kind in ("assumption", "definition"):
        assert row.low is not None
        assert row.high is not None
    if row.low is not None:
        assert row.low <= row.default <= row.high
    if row.kind == "assumption":
        assert row.low < row.high, "a number nobody knows exactly has a range"


def test_nothing_of_grade_d_sets_a_number_or_is_fitted_to() -> None:
    assert "D" not in {row.source.grade for row in ROWS}
    assert "D" not in {one.source.grade for one in TARGETS}
    assert "D" not in {one.evidence.grade for one in BENEFITS}


def test_what_is_only_recalled_settles_no_size() -> None:
    recalled = [row for row in ROWS if row.source.verified == "recalled" and row.source.grade != "assumption"]
    assert recalled
    assert {row.source.settles for row in recalled} <= {"sign", "shape"}


def test_of_what_only_an_abstract_was_read_settles_no_size() -> None:
    partly = {row.source.citation: row.source.settles for row in ROWS if row.source.verified == "abstract only"}
    assert {sources.BURMEISTER.citation, sources.KELLOGG.citation} <= set(partly)
    assert set(partly.values()) == {"sign"}


def test_a_study_that_sets_a_number_says_which() -> None:
    paths = {row.path.removeprefix("assumptions."): row.source.citation for row in ROWS}
    for one in STUDIES:
        named = [path for path in paths if re.search(rf"(?<![.\w]){re.escape(path)}(?![.\w])", one.use)]
        assert bool(named) != one.use.startswith("sets no number"), one.source.citation
        assert all(paths[path] in (one.source.citation, ASSUMPTION.citation) for path in named)


def test_what_is_fitted_says_so_with_its_target_and_nothing_else_does() -> None:
    resting_on = {one.name: one.source.citation for one in TARGETS}
    targets = {f"assumptions.{free.path}": free.check.__doc__.split(":")[0] for free in FREE}
    told = {row.path: row.source.citation for row in ROWS if row.source.citation.startswith(sources.BY_CALIBRATION)}
    assert told == {
        path: f"{sources.BY_CALIBRATION} to {target}, {resting_on[target]}" for path, target in targets.items()
    }


@pytest.mark.parametrize(
    ("source", "says"),
    [
        (Source("A vendor", "D", "verified").gives("value", "50 % better"), "grade D never sets a number"),
        (Source("Somebody 2020", "A", "none").gives("sign", "more"), "only an assumption is not followed up"),
        (Source("assumption", "A", "verified").gives("sign", "more"), "only an assumption is not followed up"),
        (Source("Somebody 2020", "A", "verified"), "say what Somebody 2020 found"),
    ],
)
def test_a_source_that_cannot_stand_behind_a_number_is_refused(source: Source, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        param(1.0, "hours", 0.5, 2.0, source)


def test_a_number_without_a_unit_or_outside_its_range_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a unit"):
        param(1.0, " ", 0.5, 2.0)
    with pytest.raises(ValueError, match="low <= default <= high"):
        param(3.0, "hours", 0.5, 2.0)


def test_a_source_is_told_once_and_is_used() -> None:
    told = [one for one in vars(sources).values() if isinstance(one, Source)]
    assert len({one.citation for one in told}) == len(told)
    used = {row.source.citation for row in ROWS} | {one.source.citation for one in TARGETS}
    assert {one.citation for one in told} <= used


def test_a_source_has_one_grade_and_one_status_wherever_it_is_named() -> None:
    named = [row.source for row in ROWS] + [one.source for one in TARGETS] + [one.evidence for one in BENEFITS]
    standing = {(one.citation, one.grade, one.verified) for one in named}
    assert len({citation for citation, _, _ in standing}) == len(standing)


@pytest.mark.parametrize("one", FIXED, ids=lambda one: one.path)
def test_a_constant_of_the_ledger_is_that_of_the_code(one) -> None:
    module, name, key = re.fullmatch(r"([a-z_.]+)\.([A-Z_]+)(?:\.(\w+))?", one.path).groups()
    value = getattr(import_module(f"mentorlab.{module}"), name)
    assert (value[key] if key else value) == one.value


def test_every_constant_of_the_code_is_in_the_ledger() -> None:
    found = numeric_constants()
    in_ledger = {one.path for one in FIXED if ".FOCUS." not in one.path}
    assert found - NOT_OF_THE_MODEL == in_ledger
    assert found >= NOT_OF_THE_MODEL, "no longer in the code"


def test_every_default_of_the_policy_has_a_source_and_says_what_else_it_may_be() -> None:
    paths = [path for path, _ in defaults()]
    assert list(DEFAULTS) == paths
    assert {path for path in paths if path.startswith("policy.")} == leaves(Policy().model_dump(), "policy")
    assert {row.path for row in ROWS if row.kind == "policy"} == set(paths)


def test_a_line_shows_the_value_an_assumption_has_with_half_to_twice_of_it() -> None:
    told = dict(parameters(Assumptions.model_validate({"learning": {"rate": 0.3}, "sessions": {"quality": 0.6}})))
    assert told["learning.rate"][:4] == (0.3, "share of the gap a full session closes", 0.15, 0.6)
    assert told["learning.rate"].source == ASSUMPTION
    assert (told["sessions.quality"].low, told["sessions.quality"].high) == (0.3, 1.0)
    assert told["learning.reach"].source.citation.startswith("Nooteboom")


class Prize(Rules):
    """A prize of the tests."""

    cost: float = param(0.0, "money", 0.0, 100.0)
    lasting: float = assumed(0.5, "share", most=1)


class Cup(Prize):
    """A prize that costs something."""

    cost: float = param(10.0, "money", 5.0, 20.0)


class Prizes(BaseModel):
    """The prizes there are."""

    model_config = ConfigDict(frozen=True)

    none: Prize = Prize()
    cup: Cup = Cup()
    medal: Prize = Prize(cost=4.0)


def test_what_a_variant_does_without_is_never_drawn() -> None:
    told = dict(parameters(Prizes()))  # type: ignore[arg-type]
    assert {path: (one.low, one.high) for path, one in told.items() if path.endswith("cost")} == {
        "none.cost": (0.0, 0.0),
        "cup.cost": (5.0, 20.0),
        "medal.cost": (2.0, 8.0),
    }
    assert told["none.cost"].source == WITHOUT
    assert (told["none.lasting"].low, told["cup.lasting"].high) == (0.25, 1.0)
