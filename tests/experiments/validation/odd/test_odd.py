"""The description of the model is what the code says, and the copy in docs/ is that of this code."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import numpy as np
import pytest

import mentorlab
from mentorlab.experiments.cli import main as cli
from mentorlab.experiments.validation.odd import odd
from mentorlab.experiments.validation.odd.odd_code import (
    FOLDER,
    Calls,
    calls_of,
    columns_of,
    functions_of,
    key_of,
    parameters_read,
    tree_of,
)  # fmt: skip
from mentorlab.sim.model import MentoringModel
from mentorlab.sim.week.programme import Programme
from mentorlab.sim.week.settling import settle
from mentorlab.sim.week.week import Simulation

ROOT = Path(mentorlab.__file__).parent
TEXT = odd.odd()


def test_the_copy_in_docs_is_what_the_code_says():
    renew = "renew it: mentorlab odd --to docs/odd.md"
    assert (ROOT / "docs" / "odd.md").read_text(encoding="utf-8") == TEXT, renew


def test_the_seven_elements_of_the_protocol_stand_in_order():
    headings = re.findall(r"(?m)^## (\d) (.+)$", TEXT)
    assert [name for _, name in headings[:7]] == [
        "Purpose and patterns", "Entities, state variables and scales", "Process overview and scheduling",
        "Design concepts", "Initialisation", "Input data", "Sub-models",
    ]  # fmt: skip


@pytest.mark.parametrize(("module", "name"), [one[1:] for one in odd.ENTITIES])
def test_every_state_variable_has_a_meaning(module, name):
    record = getattr(importlib.import_module(f"{FOLDER}.{module}"), name)
    columns = list(columns_of(record))
    assert [one.name for one in columns] == list(record.__dataclass_fields__)
    assert [one.name for one in columns if not one.meaning] == []
    assert all(one.kind in ("number", "whole number", "yes or no") or one.kind[0].isupper() for one in columns)


def test_the_schedule_leaves_out_no_call_of_the_week():
    """Whatever the week calls is either one of its steps or no work of the model."""
    steps = {step.__name__ for step in odd.steps(Simulation.week)}
    called = {text for text, _ in Calls(tree_of(Simulation.week)).found}
    left = {text for text in called if text.rpartition(".")[2] not in steps}
    looks_on = {f"people_at_launch.{name}" for name in ("enrol", "leave", "arrive", "week")}
    no_work = {"np.flatnonzero", "len", "dict", "state.workforce.age.copy", "pairs.running"}
    assert left <= no_work | looks_on | {"self.calendar.week"}


def test_every_file_that_the_week_or_launch_comes_to_has_a_section():
    """But for those that say nothing of the model: they name luck, refuse, read labels, keep columns, record."""
    met: set[str] = set()

    def visit(function, depth):
        for one in calls_of(function, {"programme": Programme, "self.programme": Programme}):
            met.add(one.__module__)
            if depth > 1:
                visit(one, depth - 1)

    visit(Simulation.week, 9)
    visit(settle, 9)
    silent = {
        *(
            "agents.base.luck",
            "agents.base.refusal",
            "agents.base.skills",
            "agents.base.compiled",
            "agents.people.workforce",
        ),
        *(
            "scenarios.policy.protocols",
            "scenarios.extensions.resolve",
            "scenarios.extensions.traceback",
            "scenarios.extensions.guards",
            "scenarios.policy.strategy",
        ),
        *("sim.state.state", "sim.processes.cohort"),
    }
    assert {name.removeprefix(f"{FOLDER}.") for name in met} - silent <= set(odd.SUBMODELS)
    assert len(met) > 25


def test_the_week_runs_its_steps_in_the_order_that_is_told(monkeypatch, small):
    """A week is watched: the functions of the rooms are met in the order of the schedule."""
    steps = odd.steps(Simulation.week)
    told = [step for step in steps if "." not in step.__qualname__ and step.__module__.startswith(f"{FOLDER}.sim.")]
    keys = [key_of(step) for step in told]
    met: list[str] = []

    def watched(key, function):
        def watch(*inputs, **named):
            met.append(key)
            return function(*inputs, **named)

        return watch

    for step, key in zip(told, keys, strict=True):
        room = importlib.import_module(step.__module__)
        monkeypatch.setattr(room, step.__name__, watched(key, getattr(room, step.__name__)))
    model = MentoringModel(small(employees=60, weeks=30))
    for _ in range(27):
        model.step()
    met.clear()
    orders = set()
    for _ in range(3):
        model.step()
        orders.add(tuple(dict.fromkeys(met)))
        met.clear()
    for order in orders:
        known = [key for key in order if key in keys]
        assert len(known) > 8
        assert known == sorted(known, key=keys.index)


def test_every_parameter_of_the_ledger_is_read_somewhere_and_told_once():
    known = odd.processes()
    read = {
        path
        for file in odd.SUBMODELS
        for function in functions_of(f"{FOLDER}.{file}")
        for path in parameters_read(function, known)
    }
    paths = {f"{process}.{name}" for process, record in known.items() for name in record.model_fields}
    assert paths - read == set()
    for path in {*paths, "transport"}:
        assert len(re.findall(rf"(?m)^\| `{re.escape(path)}` \|", TEXT)) == 1, path


def test_a_rule_reads_what_its_code_names():
    from mentorlab.sim.processes.inclusion import adopt

    read = parameters_read(adopt.py_func, odd.processes())
    assert {"inclusion.adopt", "inclusion.adopt_openness", "inclusion.adopt_skill"} <= set(read)


def test_equations_stand_in_blocks():
    assert re.search(r"```text\n(.|\n)*?b\* = b0", TEXT)
    assert "h      = base / 52" in TEXT


def formulas_of(function: str) -> dict[str, str]:
    """Return the formulas in the block of a function of the page, by name, as Python would have them."""
    after = TEXT[TEXT.index(f"**`{function}`.**") :]
    block = re.search(r"```text\n(.*?)```", after, re.DOTALL)[1]
    found = {}
    for line in re.sub(r"\n {5,}", " ", block.replace("sum W", "tie_sum").replace("^", "**")).splitlines():
        name, _, said = line.rpartition("=") if "=" in line else ("", "", line)
        said = re.sub(r"(?<=[\w.)]) (?=[\w.(])", " * ", said)
        found[name.strip()] = re.sub(r"\) ?(?=\()", ") * ", said).strip()
    return found


def test_the_hazard_on_the_page_is_that_of_the_code():
    """Every factor, each moved from where it is neutral: what the page says, worked out, is what the kernel returns."""
    from math import exp, log

    from mentorlab.agents.people.makeup import Tenure, quit_scale
    from mentorlab.scenarios.assumptions.assumptions import Turnover
    from mentorlab.sim.processes.turnover import quit_hazard

    said, luck = formulas_of("quit_hazard"), np.random.default_rng(1)
    for level in (0, 1, 2, 3, 4) * 8:
        years, age = luck.uniform(0, 30), luck.uniform(20, 66)
        b, f, M, gain = luck.uniform(0, 1, 4)
        tie_sum, contagion, access = luck.uniform(0, 9), luck.uniform(0, 0.5), luck.uniform(-0.2, 0.4)
        z, advancement = luck.normal(), luck.choice([-0.5, 0.0, 1.0])
        known = {"exp": exp, "log": log, "min": min, "max": max, "l": quit_scale(Tenure()), "years": years, "age": age,
                 "b": b, "f": f, "M": M, "gain": gain, "tie_sum": tie_sum, "contagion": contagion, "z": z,
                 "advancement": advancement, "access": access if level <= 2 else 0.0}  # fmt: skip
        for name, formula in said.items():
            known[name] = eval(formula, {}, known)
        hazard = quit_hazard(
            Turnover().floats, Tenure().floats, known["l"], level, age, 52 * years, b, tie_sum, f, contagion, z,
            advancement, M, gain, access,
        )  # fmt: skip
        assert hazard == pytest.approx(known["h"], rel=1e-12)


def test_the_ways_to_go_on_the_page_are_those_of_the_code(small):
    from math import exp

    from mentorlab.sim.processes.turnover import RETIRES, SEPARATED, decide_fates
    from mentorlab.sim.state.inputs import read_inputs
    from mentorlab.sim.week.settling import settle

    said = formulas_of("decide")
    scenario = small(employees=20_000)
    state = settle(scenario, read_inputs(scenario.organisation), seed=1)
    people, pull = state.workforce, np.zeros(20_000)
    before = state.expected_quits.sum(), state.quit_times.copy()
    state.quit_times[:] = 0.0
    people.age[:] = 66.0
    fates = np.concatenate([decide_fates(state, pull) for state.tick in range(40)])
    assert state.expected_quits.sum() == before[0]  # times 0: nobody quits
    chance = {name: eval(formula, {"exp": exp, "times": 0.0, "h": 1.0}) for name, formula in said.items()}
    assert chance["quits"] == 0.0
    stays = people.present.sum() * 40
    for way, among in ((SEPARATED, stays), (RETIRES, stays - (fates == SEPARATED).sum())):
        expected = among * chance["separated" if way == SEPARATED else "retires"]
        assert (fates == way).sum() == pytest.approx(expected, abs=4 * expected**0.5)


def test_the_page_says_who_sees_engagement_and_who_has_wishes():
    """Held by what the code does: nominating goes by engagement, self-selection and stable by tastes."""
    from dataclasses import fields

    from mentorlab.agents.people.candidates import Side
    from mentorlab.scenarios.policy import targeting
    from mentorlab.scenarios.policy.targeting import Recruitment

    concepts = dict(re.findall(r"(?m)^\*\*(\w+)\.\*\* (.*)$", TEXT[: TEXT.index("## 5 ")]))
    few = np.zeros(2)
    pool = targeting.Pool(**{one.name: few for one in fields(targeting.Pool)} | {"senior": True})
    keen = targeting.Pool(**vars(pool) | {"engagement": np.array([1.0, 0.0])})
    rules = {name: getattr(targeting, name).priority for name in ("volunteer", "nominated", "lottery", "need")}
    moved = {name for name, rule in rules.items() if (rule(pool, Recruitment()) != rule(keen, Recruitment())).any()}
    assert moved == {"nominated"}
    assert "managers nominate they see how engaged" in concepts["Sensing"]
    assert "engagement" not in {one.name for one in fields(Side)}  # no pairing strategy sees it
    assert "seen by nobody" not in TEXT
    assert "nobody else has an objective" not in TEXT
    assert all(f"`{name}`" in concepts["Objectives"] for name in ("stable", "self-selected"))


def test_outcomes_and_levers_are_all_there():
    from mentorlab.scenarios.assumptions.outcomes import OUTCOMES
    from mentorlab.scenarios.records.levers import LEVERS

    assert all(f"| `{one.name}` |" in TEXT for one in OUTCOMES)
    assert all(f"| `{one.path}` |" in TEXT for one in LEVERS)


def test_the_verb_writes_it(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert cli.answered(["odd", "--to", "odd.docx"]) == 2
    assert "ends in .md or .txt" in capsys.readouterr().err
    assert cli.answered(["odd", "--to", "odd.md"]) == 0
    assert (tmp_path / "odd.md").read_text() == TEXT
    capsys.readouterr()
    assert cli.answered(["odd"]) == 0
    assert capsys.readouterr().out == TEXT + "\n"
