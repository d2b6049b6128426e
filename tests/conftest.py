"""What several tests share: small organisations, at launch and stirred."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from secrets import token_hex
from typing import Any

import numpy as np
import pytest
from hypothesis import settings
from postgres import NoServer, server
from rosters import NEW_YEAR

import mentorlab as ml
from mentorlab.agents.base.refusal import Problem, Refused
from mentorlab.agents.files.roster import Roster, read_roster
from mentorlab.agents.network.ties import SLOTS, strengthen
from mentorlab.scenarios.scenario import Scenario
from mentorlab.sim.model import MentoringModel
from mentorlab.sim.processes import network
from mentorlab.sim.state.inputs import read_inputs
from mentorlab.sim.state.pairs import RUNNING, Pairs
from mentorlab.sim.week.settling import settle

pytest_plugins = ["pytester"]

settings.register_profile("patient", deadline=None)  # a first call may compile
settings.load_profile("patient")

BEGAN = pytest.StashKey[float]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what `make quick` asks for."""
    parser.addoption("--within", type=float, metavar="SECONDS", help="leave out what is not begun after this time")


def pytest_sessionstart(session: pytest.Session) -> None:
    """Note when the tests began."""
    session.config.stash[BEGAN] = time.monotonic()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave a test out where the time that was asked for is over."""
    within = item.config.getoption("--within")
    if within is not None and time.monotonic() - item.config.stash[BEGAN] > within:
        pytest.skip(f"not begun within {within:g} seconds: make test runs it")


SHARES = (
    *("motivation", "fatigue", "confidence", "openness", "inclusion", "training", "rejected", "contagion", "workload"),
    *("own_inclusion", "own_openness", "own_confidence", "skills", "own_skills", "style"),
    *("keenness", "knowledge_training"),
)


def scenario_of(employees=60, weeks=52, settling_weeks=26, assumptions=None, organisation=None, **policy):
    """Return a small scenario: reverse mentoring for a fifth of the staff, by default."""
    return Scenario.model_validate(
        {
            "weeks": weeks,
            "settling_weeks": settling_weeks,
            "organisation": organisation or {"synthetic": {"employees": employees}},
            "assumptions": assumptions or {},
            "policy": {"arm": "reverse", **({} if "pairs" in policy else {"share": 0.2}), **policy},
        }
    )


@pytest.fixture(scope="session")
def small():
    """Return `scenario_of`, which makes a small scenario from what is to differ."""
    return scenario_of


@pytest.fixture(scope="session")
def run():
    """Return a function that runs a scenario to its end and gives the model."""

    def finished(scenario, seed=0, replicate=0, **known):
        model = MentoringModel(scenario, seed=seed, replicate=replicate, **known)
        model.run()
        return model

    return finished


@pytest.fixture(scope="session")
def weekly():
    """Return a function that gives a finished model's weekly values, a row a week."""
    return lambda model: model.datacollector.get_model_vars_dataframe()


@pytest.fixture(scope="session")
def forty():
    """Return forty people at launch."""
    scenario = scenario_of(employees=40)
    return settle(scenario, read_inputs(scenario.organisation), seed=7)


@pytest.fixture(params=range(3))
def state(forty, request):
    """Return forty people of whom nothing is as usual: every column drawn anew, some seats vacant, ties stirred."""
    rng = np.random.default_rng(request.param)
    state = forty.copy()
    people, ties, n = state.workforce, state.ties, len(state.workforce)
    for name in SHARES:
        column = getattr(people, name)
        column[:] = rng.random(column.shape)
    people.age[:], people.tenure[:] = rng.uniform(20, 67, n), rng.uniform(0, 1000, n)
    people.engagement[:], people.voice[:] = rng.normal(size=n), rng.uniform(-1, 1, n)
    people.ramp[:], people.advancement[:] = rng.uniform(0.25, 1, n), rng.uniform(-0.4, 1, n)
    people.present[:], people.group[:] = rng.random(n) < 0.9, rng.random(n) < 0.3
    people.enrolled[:] = people.present & (rng.random(n) < 0.4)
    people.rewarded[:], people.reward[:] = rng.integers(-30, 0, n), 0.24 * (rng.random(n) < 0.5)
    people.hours[:], people.check_ins[:] = rng.uniform(0, 3, n), rng.integers(0, 2, n)
    people.occupant[:] = rng.random(n) < 0.2
    people.wants[:], people.can_teach[:] = rng.random((n, 8)) < 0.2, rng.random((n, 8)) < 0.2
    state.practices[:] = rng.random(len(state.practices))
    state.opportunities[:] = rng.random(state.opportunities.shape)
    state.access_mean, state.cross_age_beside = rng.random(2)
    network.forget_seats(state, np.arange(n))
    present = np.flatnonzero(people.present)
    for _ in range(150):
        one, other = rng.choice(present, 2, replace=False)
        strengthen(
            ties.start, ties.neighbour, ties.mirror, ties.extra, ties.slot_neighbour, ties.slot_weight,
            int(one), int(other), float(rng.uniform(0.05, 0.8)),
        )  # fmt: skip
    network.refresh(state)
    state.tick = 104 + request.param
    return state


@pytest.fixture
def pairs(state):
    """Return ten pairs of these forty, in any state; seniors may have several."""
    rng, n = np.random.default_rng(int(state.tick)), 10
    present = rng.permutation(np.flatnonzero(state.workforce.present))
    juniors, seniors = present[:n].copy(), rng.choice(present[n : n + 6], n)
    whole = {name: np.zeros(n, np.int64) for name in ("cohort", "sessions", "check_ins", "harmed", "began")}
    occupant = state.workforce.occupant
    return Pairs(
        number=rng.integers(0, 2**63, n).astype(np.uint64),
        junior=juniors,
        senior=seniors,
        junior_occupant=occupant[juniors],
        senior_occupant=occupant[seniors],
        due=np.full(n, 39),
        circle=np.full(n, -1),
        ended=np.full(n, -1),
        ending=np.full(n, RUNNING),
        similarity=rng.random(n),
        goal_fit=rng.choice([0.0, 0.5, 1.0], n),
        attention_senior=rng.uniform(0, 3, (n, 8)),
        attention_junior=rng.uniform(0, 3, (n, 8)),
        rapport=rng.random(n),
        quarter_rapport=np.full(n, np.nan),
        clarity=rng.random(n),
        first_clarity=rng.random(n),
        next_session=np.full(n, state.week),
        last_session=state.week - rng.integers(1, 9, n),
        missed=rng.integers(0, 9, n),
        **whole,
    )


@pytest.fixture
def circles(pairs):
    """Return the ten pairs as circles: the pairs of a senior belong together."""
    _, first, circle = np.unique(pairs.senior, return_index=True, return_inverse=True)
    pairs.circle = first[circle]
    return pairs


def known_to(ties, i):
    """Return whom one knows with this week's weights, in the fixed order: structural ties, then extra ones."""
    structural = range(ties.start[i], ties.start[i + 1])
    known = [(int(ties.neighbour[e]), float(ties.effective[e])) for e in structural if ties.effective[e] > 0]
    slots = [s for s in range(SLOTS) if ties.slot_neighbour[i, s] >= 0]
    return known + [(int(ties.slot_neighbour[i, s]), min(1.0, float(ties.slot_weight[i, s]))) for s in slots]


def drawn_by(ties, i, u):
    """Return the neighbour at which the cumulative weight passes u."""
    known = known_to(ties, i)
    total, passed = sum(w for _, w in known), 0.0
    for j, w in known:
        passed += w
        if u * total < passed:
            return j
    return -1


@pytest.fixture(scope="session")
def neighbours():
    """Return a plain reader of whom one knows and how well."""
    return known_to


@pytest.fixture(scope="session")
def drawn():
    """Return a plain reader of whom one draws."""
    return drawn_by


@pytest.fixture(scope="session")
def reverse():
    """Return the library's reverse mentoring."""
    return ml.load("reverse")


@pytest.fixture
def read(tmp_path: Path) -> Any:
    """Return a reader of a roster given as text or bytes."""

    def read_text(text: str | bytes, **settings: Any) -> Roster:
        file = tmp_path / "roster.csv"
        file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return read_roster(file, **{"as_of": NEW_YEAR, **settings})

    return read_text


@pytest.fixture
def refused(read: Any) -> Any:
    """Return what is wrong with a roster given as text."""

    def problems(text: str | bytes, **settings: Any) -> list[Problem]:
        with pytest.raises(Refused) as refusal:
            read(text, **settings)
        return refusal.value.problems

    return problems


@pytest.fixture(scope="session")
def postgres() -> Any:
    """Return the address of a PostgreSQL server of our own; where there is none the test is left out, and says so."""
    with ExitStack() as stack:
        try:
            address = stack.enter_context(server())
        except NoServer as reason:
            pytest.skip(str(reason))
        yield address


@pytest.fixture
def postgres_store(postgres: str) -> str:
    """Return the address of an empty store in PostgreSQL: a schema of its own."""
    import psycopg

    name = f"store_{token_hex(6)}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}")
    return f"{postgres}?options=-csearch_path%3D{name}"


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return where an empty store may be, in each kind of database."""
    return str(tmp_path / "runs.db") if request.param == "sqlite" else request.getfixturevalue("postgres_store")


@pytest.fixture(autouse=True)
def _pictures_are_put_away() -> Iterator[None]:
    """Close what pyplot still holds after a test: where a test before has loaded it, every picture belongs to it."""
    yield
    if (pyplot := sys.modules.get("matplotlib.pyplot")) is not None:
        pyplot.close("all")
