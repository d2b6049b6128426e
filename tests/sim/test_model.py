"""The model: a Mesa model whose step is a week, and whose luck hangs on people and not on what was drawn before."""

import csv
import gc
import random
import weakref
from typing import get_args

import mesa
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorlab.agents.base.luck import uniforms
from mentorlab.agents.base.refusal import Refused
from mentorlab.agents.people.population import hire
from mentorlab.scenarios.records.policy import PairingName
from mentorlab.sim.model import MentoringModel
from mentorlab.sim.processes import network
from mentorlab.sim.processes.turnover import QUITS, STAYS
from mentorlab.sim.state.inputs import read_inputs
from mentorlab.sim.state.pairs import LEFT
from mentorlab.sim.state.state import keys
from mentorlab.sim.week.settling import settle
from mentorlab.sim.week.weekly import WEEKLY

DRAWN = ("engagement", "style", "own_inclusion", "own_openness", "own_confidence", "workload", "group", "own_skills")


@pytest.fixture(scope="session")
def finished(small, run):
    """Return a finished year of sixty people."""
    return run(small(employees=60))


def equal_weeks(one, other, weeks=None, leave_out=()):
    """Return whether two frames agree bit for bit."""
    one, other = (frame.drop(columns=list(leave_out)).iloc[:weeks] for frame in (one, other))
    return one.equals(other)


# Mesa


def test_a_step_is_a_week_and_mesa_counts_it(small):
    model = MentoringModel(small(weeks=4))
    assert isinstance(model, mesa.Model)
    for week in range(4):
        assert model.state.week == week
        model.step()
        assert model.steps == week + 1
    assert model.state.week == 4


def test_the_data_collector_holds_a_row_a_week(finished, weekly):
    frame = weekly(finished)
    assert isinstance(frame, pd.DataFrame)
    assert tuple(frame.columns) == WEEKLY
    assert frame.week.tolist() == list(range(52))


def test_agents_are_views_that_read_and_write_the_columns(small):
    model = MentoringModel(small())
    people = model.state.workforce
    assert len(model.agents) == 60
    assert {agent.unique_id for agent in model.agents} == set(range(60))
    managers = model.agents.select(lambda person: person.level >= 2)
    assert len(managers) == (people.level >= 2).sum()
    assert model.agents.agg("age", np.mean) == pytest.approx(people.age.mean())
    model.agents.select(lambda person: person.row == 7).do(lambda person: setattr(person, "motivation", 0.77))
    assert people.motivation[7] == 0.77
    person = next(iter(model.agents))
    person.skills = [0.1, 0.2, 0.123, 0.4, 0.5, 0.6, 0.7, 0.8]
    assert people.skills[person.row, 2] == 0.123
    with pytest.raises(ValueError, match="read-only"):
        person.skills[2] = 7
    assert person.model is model
    with pytest.raises(AttributeError, match="salary"):
        _ = person.salary
    with pytest.raises(AttributeError, match="salary"):
        person.salary = 1


def test_who_left_is_no_agent(finished):
    assert len(finished.agents) == finished.state.workforce.present.sum() < 60


def test_an_id_is_one_person_through_the_whole_run(small):
    """Many leave and are replaced: the age of whoever has an id grows by a week a week, and no id comes back."""
    model = MentoringModel(small(employees=60, assumptions={"turnover": {"scale": 3.0, "hiring": 0.5}}))
    ages, gone = {}, set()
    for _ in range(52):
        model.step()
        there = {agent.unique_id: agent.age for agent in model.agents}
        assert len({repr(agent) for agent in model.agents}) == len(there)
        for one, age in there.items():
            assert one not in gone
            assert age == pytest.approx(ages.get(one, age - 1 / 52) + 1 / 52, abs=1e-9)
        gone |= set(ages) - set(there)
        ages = there
        assert set(model.graph) == set(there)
        assert {one for pair in model.pairs for one in pair} <= set(there)
    assert len(gone) > 20
    assert {one for one in there if one < 60} == set(np.flatnonzero(model.people_at_launch.exit_kind == STAYS).tolist())


def test_a_person_who_has_left_says_so_and_is_not_the_one_who_comes_after(small):
    model = MentoringModel(small(employees=60, assumptions={"turnover": {"scale": 3.0, "hiring": 1.0}}))
    held = {agent.row: agent for agent in model.agents}
    while not (rows := np.flatnonzero(model.state.workforce.present & (model.state.workforce.occupant == 1))).size:
        model.step()
    before, now = held[int(rows[0])], next(agent for agent in model.agents if agent.row == rows[0])
    assert (before.present, now.present) == (False, True)
    assert (before.unique_id, now.unique_id) == (rows[0], rows[0] + 60)
    assert now is next(agent for agent in model.agents if agent.row == rows[0])
    assert repr(before) == f"<Employee {rows[0]}, who has left>"
    motivation = model.state.workforce.motivation[rows[0]]
    with pytest.raises(Refused, match=f"employee {rows[0]} has left, and has no 'age' any more"):
        _ = before.age
    with pytest.raises(Refused, match="has left"):
        before.motivation = 0.9
    assert model.state.workforce.motivation[rows[0]] == motivation


def test_the_graph_has_everyone_present_and_every_tie_among_them(finished):
    graph, ties, present = finished.graph, finished.state.ties, finished.state.workforce.present
    assert isinstance(graph, nx.Graph)
    row = {agent.unique_id: agent.row for agent in finished.agents}
    assert set(graph) == set(row)
    assert set(row.values()) == set(np.flatnonzero(present).tolist())
    among = {(a, b, w) for a, b, w in ties.edges() if present[a] and present[b]}
    graph = nx.relabel_nodes(graph, row)
    assert {(*sorted((a, b)), w) for a, b, w in graph.edges(data="weight")} == among
    assert graph.nodes[0]["level"] == 4
    assert set(graph.nodes[5]) == {"level", "department", "age", "age_band", "enrolled", "occupant"}


@pytest.mark.parametrize("stream", ["random", "rng"])
def test_nobody_draws_from_a_stream(finished, stream):
    with pytest.raises(Refused, match="all luck here has a name"):
        getattr(finished, stream).random()


def test_global_generators_neither_decide_nor_are_touched(small, run, weekly):
    frames = []
    for seed in (1, 2):
        random.seed(seed)
        np.random.seed(seed)  # noqa: NPY002  (the point of the test)
        before = random.getstate(), np.random.get_state()[1].copy()  # noqa: NPY002
        frames.append(weekly(run(small(weeks=20))))
        assert random.getstate() == before[0]
        assert np.array_equal(np.random.get_state()[1], before[1])  # noqa: NPY002
    assert equal_weeks(*frames)


def test_a_model_is_freed_when_dropped(small):
    model = MentoringModel(small(weeks=2))
    model.run()
    assert len(model.agents)
    gone = weakref.ref(model)
    del model
    gc.collect()
    assert gone() is None


def test_where_nobody_works_is_refused_with_what_there_is(small):
    with pytest.raises(Refused, match="Did you mean 'Sales'"):
        MentoringModel(small(where={"departments": ["Sale"]}))


# a year of a small organisation


def test_a_run_repeats_itself_bit_for_bit_and_another_seed_does_not(finished, small, run, weekly):
    assert equal_weeks(weekly(finished), weekly(run(small(employees=60))))
    assert not equal_weeks(weekly(finished), weekly(run(small(employees=60), seed=1)))
    assert not equal_weeks(weekly(finished), weekly(run(small(employees=60), replicate=1)))


def test_a_settled_state_is_shared_and_left_as_it_was(small, run, weekly):
    scenario = small(weeks=20)
    known = read_inputs(scenario.organisation)
    settled = settle(scenario, known)
    first, second = (run(scenario, inputs=known, settled=settled) for _ in range(2))
    assert equal_weeks(weekly(first), weekly(second))
    assert settled.week == 0
    assert equal_weeks(weekly(first), weekly(run(scenario)))


def test_settling_is_the_same_whatever_the_policy(small):
    one, other = (
        settle(scenario, read_inputs(scenario.organisation))
        for scenario in (small(), small(arm="none", pairs=3, reward="bonus", length_weeks=13))
    )
    for name in vars(one.workforce):
        assert np.array_equal(getattr(one.workforce, name), getattr(other.workforce, name)), name


def test_a_mentor_who_quits_misses_the_session_and_the_pair_ends(small):
    model = MentoringModel(small(employees=100, weeks=30, targeting="lottery"))
    people = model.state.workforce
    for _ in range(3):
        model.step()
    pairs = model.programme.pairs
    p = int(pairs.running()[0])
    junior, senior = int(pairs.junior[p]), int(pairs.senior[p])
    people.inclusion[senior], people.motivation[senior], people.tenure[senior] = 0.0, 0.0, 0.0
    model.state.leaving = np.full(1, 0.0)
    model.step()  # nobody leaves
    assert pairs.ended[p] < 0
    model.state.leaving = np.full(1, 1e6)  # everyone quits this week
    sessions = int(pairs.sessions[p])
    model.step()
    week = model.state.week - 1
    assert model.people_at_launch.exit_kind[senior] == QUITS
    assert (pairs.ended[p], pairs.ending[p]) == (week, LEFT)
    assert len(pairs.running()) == 0
    assert not people.enrolled[junior]
    after = int(pairs.sessions[p])
    assert after <= sessions + 1
    model.state.leaving = np.full(1, 0.0)
    for _ in range(4):
        model.step()
    assert pairs.sessions[p] == after


def test_the_two_of_a_pair_that_gave_up_leave_the_programme(small):
    model = MentoringModel(small(employees=100, targeting="lottery", assumptions={"parting": {"hazard": 0.2}}))
    parted = 0
    for _ in range(10):
        model.step()
        pairs, people = model.programme.pairs, model.state.workforce
        running = pairs.running()
        inside = set(pairs.junior[running]) | set(pairs.senior[running])
        assert set(np.flatnonzero(people.enrolled)) == inside
        parted += model.observed["parted"]
    assert parted >= 5


@pytest.mark.parametrize("capacity", [1, 2])
def test_nobody_is_in_more_pairs_than_they_may(small, capacity):
    model = MentoringModel(
        small(employees=100, share=0.4, targeting="lottery", capacity=capacity, length_weeks=10, pairing="random",
              feedback={"every_weeks": 1, "action": "rematch"}, assumptions={"feedback": {"rematch_below": 0.6}})
    )  # fmt: skip
    rematches = 0
    for _ in range(30):
        model.step()
        pairs, people = model.programme.pairs, model.state.workforce
        running = pairs.running()
        if len(running):
            assert np.bincount(pairs.junior[running]).max() == 1
            assert np.bincount(pairs.senior[running]).max() <= capacity
            assert (people.manager[pairs.junior[running]] != pairs.senior[running]).all()
            assert not set(pairs.junior[running]) & set(pairs.senior[running])
        rematches += model.observed["rematches"]
    assert rematches > 0


# invariants of the issue


def test_a_programme_without_places_is_no_programme(small, run, weekly):
    none = weekly(run(small(arm="none")))
    assert equal_weeks(weekly(run(small(share=0.0))), none)
    assert equal_weeks(weekly(run(small(pairs=0))), none)
    assert none[["pairs", "hours", "cash", "enrolled"]].to_numpy().sum() == 0


def test_where_nothing_is_learnt_the_paired_have_the_skills_they_would_have_had(small):
    still = {"learning": {"rate": 0, "practice": 0, "peers": 0}}
    paired, alone = (MentoringModel(small(assumptions=still, arm=arm)) for arm in ("reverse", "none"))
    compared = 0
    for _ in range(52):
        paired.step()
        alone.step()
        one, other = paired.state.workforce, alone.state.workforce
        both = one.enrolled & (one.occupant == 0) & other.present & (other.occupant == 0)
        assert np.array_equal(one.skills[both], other.skills[both])
        compared += both.sum()
    assert compared > 100


def test_without_feedback_there_are_no_check_ins_repairs_re_matches_or_hours_for_them(small, run, weekly):
    silent, asked = (weekly(run(small(feedback={"every_weeks": every}, renew=False))) for every in (0, 4))
    assert silent[["check_ins", "repairs", "rematches"]].to_numpy().sum() == 0
    assert (asked[["check_ins", "repairs"]].sum() > 0).all()
    per_session = silent.hours.sum() - silent.hours[0]  # the first week is training
    assert per_session == pytest.approx(silent.sessions_held.sum() * (2 + 0.5 * 1.0 + 0.5 * 0.6))
    assert asked.hours[4] - 2.8 * asked.sessions_held[4] == pytest.approx(
        0.8 * asked.check_ins[4] + 4 * asked.repairs[4]
    )


# luck


def written(path, people, ties):
    """Write a roster and ties, in any order, and return the organisation."""
    for name, header, rows in (
        ("roster.csv", ("employee_id", "birth_year", "level", "department", "tenure_years", "manager_id"), people),
        ("ties.csv", ("source", "target", "weight"), ties),
    ):
        with (path / name).open("w", newline="") as file:
            csv.writer(file).writerows([header, *rows])
    return {
        "roster": {"file": str(path / "roster.csv"), "as_of": "2026-01-01", "level_order": "high_is_senior",
                   "levels": {str(level): level for level in range(5)}},
        "ties": {"file": str(path / "ties.csv")},
    }  # fmt: skip


@pytest.fixture(scope="session")
def listed():
    """Return rows of a roster and of ties for seventy people."""
    luck = random.Random(5)
    people = []
    for n in range(70):
        level = 4 if n == 0 else min(3, int(luck.expovariate(0.9)))
        manager = "" if n == 0 else f"P{luck.randrange(0, n):03d}"
        birth_year = luck.randint(1962, 2000)
        tenure = round(luck.uniform(0, min(20, 2005 - birth_year)), 1)
        people.append((f"P{n:03d}", birth_year, level, luck.choice("ABC"), tenure, manager))
    ends = {tuple(sorted(luck.sample(range(70), 2))) for _ in range(350)}
    ties = [(f"P{a:03d}", f"P{b:03d}", round(luck.uniform(0.1, 0.9), 2)) for a, b in sorted(ends)]
    return people, ties


def test_sorting_the_roster_and_the_ties_changes_nothing(small, run, weekly, listed, tmp_path_factory):
    frames = []
    for mix in (None, 1, 2):
        people, ties = list(listed[0]), list(listed[1])
        if mix is not None:
            random.Random(mix).shuffle(people)
            random.Random(mix).shuffle(ties)
            ties = [(b, a, w) if a < "P035" else (a, b, w) for a, b, w in ties]
        organisation = written(tmp_path_factory.mktemp("sorted"), people, ties)
        frames.append(weekly(run(small(organisation=organisation, targeting="lottery"))))
    assert frames[0].sessions_held.sum() > 0
    assert equal_weeks(frames[0], frames[1])
    assert equal_weeks(frames[0], frames[2])


def test_at_launch_people_are_those_of_the_file(small, listed, tmp_path):
    scenario = small(organisation=written(tmp_path, *listed))
    model = MentoringModel(scenario)
    people, roster = model.state.workforce, model.inputs.roster
    of = {row[0]: row for row in listed[0]}
    for row, employee in enumerate(roster.ids):
        _, birth_year, level, department, tenure, manager = of[employee]
        assert people.level[row] == level
        assert abs(people.age[row] - (2026 - birth_year)) <= 1
        assert people.tenure[row] == pytest.approx(52 * tenure)
        assert model.inputs.structure.departments[people.department[row]] == department
        assert (roster.ids[people.manager[row]] if people.manager[row] >= 0 else "") == manager
    assert (people.occupant == 0).all()
    assert people.present.all()
    launch = people.age.copy()
    model.step()
    stayed = people.occupant == 0
    np.testing.assert_allclose(people.age[stayed], launch[stayed] + 1 / 52)


def test_one_more_person_changes_nobody_elses_luck_nor_lot(small, listed, tmp_path_factory):
    """Somebody who knows nobody, in a department of their own: all others fare the same, bit for bit.

    Two means of the workforce, which everyone is held against, are left out.
    """
    held_out = {"inclusion": {"access": 0, "cross_age": 0}}
    newcomer = ("A-first", 1990, 1, "Z", 3.0, "")
    models = [
        MentoringModel(
            small(
                organisation=written(tmp_path_factory.mktemp("more"), rows, listed[1]), assumptions=held_out, arm="none"
            )
        )
        for rows in (listed[0], [*listed[0], newcomer])
    ]
    one, other = (model.state.workforce for model in models)
    rows = np.flatnonzero(np.isin(other.seat, one.seat))
    assert len(rows) == 70 < len(other)
    for _ in range(25):  # until the first review, which is of a whole level
        for name in (*DRAWN, "age", "tenure", "skills", "inclusion", "motivation", "voice", "present", "occupant"):
            assert np.array_equal(getattr(one, name), getattr(other, name)[rows]), name
        for model in models:
            model.step()


@pytest.mark.parametrize("lever", [{"feedback": {"every_weeks": 0}}, {"pairing": "random"}, {"reward": "bonus"}])
def test_flipping_a_lever_leaves_every_other_draw_as_it_was(small, run, lever):
    one, other = run(small(employees=150)), run(small(employees=150, **lever))
    assert one.state.luck == other.state.luck == keys(0, 0)
    for mechanism, key in keys(0, 0).items():
        rows = one.state.workforce.seat
        assert np.array_equal(uniforms(key, rows, 110, 0), uniforms(other.state.luck[mechanism], rows, 110, 0))
    a, b = one.state.workforce, other.state.workforce
    same = a.present & b.present & (a.occupant == b.occupant)
    assert (a.occupant[same] > 0).sum() > 5
    for name in DRAWN:
        if name != "own_skills":  # digital skills lag with age, and the two may have come at different times
            assert np.array_equal(getattr(a, name)[same], getattr(b, name)[same]), name


def test_policies_that_differ_only_later_agree_before(small, run, weekly):
    one, other = (weekly(run(small(employees=100, length_weeks=length))) for length in (39, 52))
    assert equal_weeks(one, other, weeks=39)
    assert not equal_weeks(one, other)


def test_a_model_is_given_and_followed_by_the_names_of_0_1_0_too(small):
    first = MentoringModel(small(employees=60))
    second = MentoringModel(small(employees=60), given=first.given)
    assert second.inputs is second.given is first.inputs
    assert second.followed is second.people_at_launch


def test_filling_one_vacancy_changes_only_that_seat_and_what_its_ties_and_place_bring(small):
    scenario = small(employees=300, arm="none", assumptions={"turnover": {"hiring": 0}})
    known = read_inputs(scenario.organisation)
    settled = settle(scenario, known)
    seat = 200
    models = []
    for filled in (False, True):
        model = MentoringModel(scenario, inputs=known, settled=settled)
        state = model.state
        state.workforce.present[seat] = filled
        if filled:
            hire(state.workforce, np.array([seat]), state.origin)
        network.forget_seats(state, np.array([seat]))
        models.append(model)
    structural = nx.Graph()
    ties = settled.ties
    for i in range(300):
        structural.add_edges_from((i, int(j)) for j in ties.neighbour[ties.start[i] : ties.start[i + 1]])
    structural.add_edges_from(settled.ties.to_networkx().edges)
    near = set(nx.single_source_shortest_path_length(structural, seat, cutoff=1))
    one, other = (model.state.workforce for model in models)
    place = one.department == one.department[seat]
    for model in models:
        model.step()
    far = np.array([row not in near and not place[row] for row in range(300)])
    assert far.sum() > 150
    for name in ("skills", "motivation", "fatigue", "confidence", "openness", "inclusion", "tie_sum", "access"):
        a, b = getattr(one, name), getattr(other, name)
        assert np.array_equal(a[far], b[far]), name
    changed = set(np.flatnonzero(one.tie_sum != other.tie_sum))
    assert seat in changed
    assert len(changed) > 5
    assert changed <= near


# properties


SHARES = ("skills", "motivation", "fatigue", "confidence", "openness", "inclusion", "training", "access", "cross_age")


@settings(max_examples=12)
@given(
    st.fixed_dictionaries(
        {
            "arm": st.sampled_from(["reverse", "traditional"]),
            "pairing": st.sampled_from(get_args(PairingName)),
            "reward": st.sampled_from(["none", "thanks", "public", "points", "bonus"]),
            "targeting": st.sampled_from(["volunteer", "nominated", "lottery"]),
            "training": st.sampled_from(["none", "webinar"]),
            "share": st.sampled_from([0.1, 0.4, 1.0]),
            "length_weeks": st.sampled_from([1, 5, 13]),
            "capacity": st.integers(1, 3),
            "sessions": st.fixed_dictionaries({"every_weeks": st.sampled_from([1, 2, 8])}),
            "feedback": st.fixed_dictionaries(
                {"every_weeks": st.sampled_from([0, 1, 4]), "action": st.sampled_from(["repair", "rematch", "both"])}
            ),
            "goal_clarity": st.sampled_from([0.0, 0.5, 1.0]),
            "focus": st.sampled_from(["balanced", "inclusion", "digital"]),
        }
    ),
    st.integers(2, 80),
    st.integers(0, 1000),
)
def test_whatever_the_policy_shares_stay_shares_and_heads_are_counted(small, weekly, policy, employees, seed):
    model = MentoringModel(small(employees=employees, weeks=20, **policy), seed=seed)
    for _ in range(20):
        model.step()
        people = model.state.workforce
        for name in SHARES:
            column = getattr(people, name)
            assert np.isfinite(column).all(), name
            assert (column >= 0).all(), name
            assert (column <= 1).all(), name
        rapport = model.programme.pairs.rapport
        assert ((rapport >= 0) & (rapport <= 1)).all()
        assert (model.state.opportunities >= 0).all()
        assert (model.state.opportunities <= 1).all()
    frame = weekly(model)
    left = frame.quits + frame.separations + frame.retirements
    heads = employees + (frame.hires - left).cumsum()
    assert frame.headcount.tolist() == heads.tolist()
    bands = ("under_29", "29_to_44", "45_to_60", "61_and_over")
    assert (frame[[f"headcount.{band}" for band in bands]].sum(axis=1) == frame.headcount).all()
    assert (frame[[f"quits.{band}" for band in bands]].sum(axis=1) == frame.quits).all()


# corner organisations


@pytest.mark.parametrize("employees", [2, 20])
def test_tiny_organisations_run(small, run, weekly, employees):
    frame = weekly(run(small(employees=employees, share=1.0, targeting="lottery")))
    assert len(frame) == 52
    assert np.isfinite(frame.drop(columns="rapport").to_numpy()).all()


def corner(n, level=lambda n: n % 4, department=lambda n: "AB"[n % 2], ties=()):
    """Return rows of a roster and of ties."""
    return [
        (f"P{i:03d}", 1970 + i % 30, level(i), department(i), 4.0, "" if i == 0 else "P000") for i in range(n)
    ], ties


@pytest.mark.parametrize(
    "people",
    [corner(40, department=lambda n: "A"), corner(40, level=lambda n: 1), corner(40)],
    ids=["one department", "everyone of one level", "everyone alone"],
)
def test_odd_organisations_run(small, run, weekly, people, tmp_path):
    rows, ties = people
    organisation = written(tmp_path, rows, ties or [("P001", "P002", 0.5)])
    levels = {"eligible": {"junior": {"levels": [0, 1, 2]}, "senior": {"levels": [1, 2, 3]}}}
    frame = weekly(run(small(organisation=organisation, targeting="lottery", **levels)))
    assert np.isfinite(frame.drop(columns="rapport").to_numpy()).all()


def test_where_nobody_knows_anybody_nothing_is_adopted_until_pairs_meet(small, run, weekly, tmp_path):
    rows, _ = corner(40)
    organisation = written(tmp_path, rows, [("P000", "P001", 0.01)])
    loud = {"ideas": {"rate": 0.5, "adoption": 2}}
    frames = [
        weekly(run(small(organisation=organisation, assumptions=loud, arm=arm, targeting="lottery")))
        for arm in ("none", "reverse")
    ]
    assert frames[1].ideas_implemented.sum() > frames[0].ideas_implemented.sum()


def test_a_run_may_be_a_week_or_five_years(small, run, weekly):
    assert len(weekly(run(small(weeks=1)))) == 1
    frame = weekly(run(small(weeks=260, share=0.4, targeting="lottery")))
    assert len(frame) == 260
    assert frame.headcount.min() > 30
    assert np.isfinite(frame.drop(columns="rapport").to_numpy()).all()


def test_mesas_own_loop_ends_with_the_scenario(small):
    model = MentoringModel(small(weeks=3))
    model.run_model()
    assert (model.state.week, model.running) == (3, False)


def test_a_library_name_is_enough():
    assert MentoringModel("reverse").setup.name == "reverse"


def test_who_joins_a_later_cohort_is_not_followed_from_launch(small):
    """Nobody is old enough to be a senior at launch, everybody is at the second call."""
    senior = {"levels": [2, 3, 4], "min_age": 30.5}
    model = MentoringModel(small(weeks=45, eligible={"senior": senior}, length_weeks=39, targeting="lottery"))
    model.state.workforce.age[:] = 30.0
    model.run()
    assert (model.programme.pairs.began == 39).any()
    assert model.programme.pairs.began.min() == 39
    assert not model.people_at_launch.role.any()
