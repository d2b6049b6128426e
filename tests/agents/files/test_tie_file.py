"""Reading real ties: made undirected by the stated rule, merged, and refused where they make no sense."""

from __future__ import annotations

import csv
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mentorlab
from mentorlab.agents.base.refusal import Problem, Refused
from mentorlab.agents.files.tie_file import TieList, read_ties

REAL = Path(mentorlab.__file__).parent.parent / "shared" / "data"
real = pytest.mark.skipif(not REAL.is_dir(), reason=f"the real data are not here ({REAL})")
PEOPLE = ("a", "b", "c", "d")


@pytest.fixture
def read(tmp_path: Path) -> Any:
    """Return a reader of ties given as lines."""

    def read_lines(*lines: str, **settings: Any) -> TieList:
        file = tmp_path / "ties.csv"
        file.write_text("\n".join(lines))
        return read_ties(file, PEOPLE, **settings)

    return read_lines


@pytest.fixture
def refused(read: Any) -> Any:
    def problems(*lines: str, **settings: Any) -> list[Problem]:
        with pytest.raises(Refused) as refusal:
            read(*lines, **settings)
        return refusal.value.problems

    return problems


def pairs(ties: TieList) -> list[tuple[int, int, float]]:
    return list(zip(ties.source.tolist(), ties.target.tolist(), ties.weight.round(6).tolist(), strict=True))


def noted(ties: TieList, words: str) -> bool:
    return any(words in note for note in ties.quality.notes)


def test_a_tie_named_by_one_end_counts_under_either(read: Any) -> None:
    ties = read("source,target,weight", "b,a,0.5", "a,c,0.2", "c,a,0.4")
    assert pairs(ties) == [(0, 1, 0.5), (0, 2, 0.3)]
    assert ties.symmetrise == "either"
    assert (ties.source.dtype, ties.weight.dtype) == (np.int64, np.float64)


def test_a_tie_must_be_named_by_both_ends_under_both(read: Any) -> None:
    ties = read("source,target,weight", "b,a,0.5", "a,c,0.2", "c,a,0.4", symmetrise="both")
    assert pairs(ties) == [(0, 2, 0.3)]
    assert noted(ties, "Left out: 1 that only one end names")


def test_a_repeat_by_one_end_is_not_naming_by_both(read: Any) -> None:
    assert pairs(read("source,target", "a,b", "a,b", "a,c", "c,a", symmetrise="both")) == [(0, 2, 0.33)]


def test_ties_without_weights_have_the_mean_of_a_drawn_one(read: Any) -> None:
    ties = read("source,target", "a,b", "b,c")
    assert pairs(ties) == [(0, 1, 0.33), (1, 2, 0.33)]
    assert noted(ties, "every tie gets 0.33")


def test_counts_become_strengths_with_the_median_at_a_half(read: Any) -> None:
    ties = read("source,target,weight", "a,b,1", "a,c,4", "a,d,8")
    assert ties.weight == pytest.approx([1 - 2 ** (-1 / 4), 0.5, 0.75])
    assert noted(ties, "the weights were read as counts")


def test_strengths_may_be_said_to_be_counts(read: Any) -> None:
    assert pairs(read("source,target,weight", "a,b,1", "a,c,1", weights="count")) == [(0, 1, 0.5), (0, 2, 0.5)]


def test_weights_that_are_all_one_are_read_but_pointed_out(read: Any) -> None:
    ties = read("source,target,weight", "a,b,1", "a,c,1")
    assert ties.weight.tolist() == [1, 1]
    assert noted(ties, "every weight is 1")


def test_repeated_counts_add_up_and_of_repeated_strengths_the_largest_stands(read: Any) -> None:
    counts = read("source,target,weight", "a,b,2", "a,b,6", "a,c,8")
    assert pairs(counts) == [(0, 1, 0.5), (0, 2, 0.5)]
    assert noted(counts, "1 repeated row was merged")
    assert pairs(read("source,target,weight", "a,b,0.2", "a,b,0.6")) == [(0, 1, 0.6)]


def test_ties_to_oneself_are_dropped_and_counted(read: Any) -> None:
    ties = read("source,target", "a,a", "a,b")
    assert pairs(ties) == [(0, 1, 0.33)]
    assert ties.rows_used == "1 of 2 rows was used: 1 left out because they go from a person to themselves."
    assert noted(ties, ties.rows_used)


def test_people_without_ties_stay_and_are_counted(read: Any) -> None:
    assert noted(read("source,target", "a,b"), "2 people have no tie")


def test_ends_that_nobody_is_are_told_in_one_sentence_with_counts(read: Any, refused: Any) -> None:
    lines = ("source,target", "a,b", "c,d", "b,x", "y,c", "x,c", "a,c", "a,d")
    (problem,) = refused(*lines)
    assert problem.message == "3 rows name 2 people not in the roster, such as 'x' (2 rows)."
    assert (problem.line, problem.field, problem.value) == (4, "source, target", "x")
    assert (problem.lines, set(problem.values)) == ((4, 5, 6), {"x", "y"})
    assert "--unknown-ties drop" in problem.hint
    ties = read(*lines, unknown="drop")
    assert pairs(ties) == [(0, 1, 0.33), (0, 2, 0.33), (0, 3, 0.33), (2, 3, 0.33)]
    assert ties.rows_used == "4 of 7 rows were used: 3 left out because an end is not in the roster."
    assert noted(ties, "3 rows name 2 people not in the roster, such as 'x' (2 rows).")


def test_an_address_is_no_example(refused: Any) -> None:
    (problem,) = refused("source,target", "a,b", "a,eve@example.org", "a,c", "b,c")
    assert problem.message == "1 row names 1 person not in the roster, such as (an e-mail address) (1 row)."


def test_a_network_that_is_lost_is_refused_and_dropping_is_not_advised(refused: Any) -> None:
    lines = ("source,target", "p,b", "a,p", "p,q", "q,c", "q,r")
    for unknown in ("refuse", "drop"):
        (problem,) = refused(*lines, unknown=unknown)
        assert problem.code == "lost"
        assert "most of the 5 rows would be lost" in problem.message
        assert "The people are 'a' to 'd'. Use the ids of the roster in both" in problem.hint
        assert "drop" not in problem.hint


def test_ties_of_a_whole_company_go_with_the_roster_of_a_department(read: Any) -> None:
    ties = read("source,target", "a,b", "c,d", "a,p", "p,q", "q,r", "p,r", unknown="drop")
    assert pairs(ties) == [(0, 1, 0.33), (2, 3, 0.33)]
    assert ties.rows_used == "2 of 6 rows were used: 4 left out because an end is not in the roster."


@pytest.mark.parametrize("written", ["{}.0", "{:,}", "0{}", " {} ", "{:,}.0"])
def test_ids_that_a_spreadsheet_has_written_otherwise_are_those_of_the_roster(tmp_path: Path, written: str) -> None:
    ids = ["1001", "1002", "1003", "42"]
    names = [written.replace("{:,}.0", "{:,}").format(int(name)) for name in ids]
    file = tmp_path / "ties.csv"
    file.write_text("source;target\n" + "".join(f"{names[0]};{name}\n" for name in names[1:]))
    assert pairs(read_ties(file, ids)) == [(0, 1, 0.33), (0, 2, 0.33), (0, 3, 0.33)]


def test_ids_that_differ_by_case_meet_where_they_are_one_persons_alone(tmp_path: Path) -> None:
    file = tmp_path / "ties.csv"
    file.write_text("source,target\ne1,E2\nE1,E3\n")
    ties = read_ties(file, ["E1", "E2", "E3"])
    assert len(ties.source) == 2
    assert noted(ties, "source: 1 id is written otherwise than in the roster and was matched, such as 'e1' with 'E1'")
    file.write_text("source,target\n7,8\n07,8\n007,8\n")
    with pytest.raises(Refused, match="1 row names 1 person not in the roster, such as '007'"):
        read_ties(file, ["07", "7", "8"])


@pytest.mark.parametrize("weight", ["0", "-1", "much", "inf", "", "nan", "1e999"])
def test_weights_that_are_none_are_refused_with_their_line(refused: Any, weight: str) -> None:
    (problem,) = refused("source,target,weight", "a,b,1", f"a,c,{weight}")
    assert (problem.line, problem.column, problem.value) == (3, 3, weight)


def test_a_strength_above_one_is_refused_if_strengths_were_said(refused: Any) -> None:
    assert refused("source,target,weight", "a,b,3", weights="strength")[0].line == 2


def test_kinds_select_rows(read: Any, refused: Any) -> None:
    lines = ("source,target,kind", "a,b,advice", "a,c,friend", "b,c,friend")
    assert len(read(*lines).source) == 3
    assert pairs(read(*lines, kinds=["friend"])) == [(0, 2, 0.33), (1, 2, 0.33)]
    assert "Did you mean 'friend'" in refused(*lines, kinds=["friends"])[0].hint
    assert refused("source,target", "a,b", kinds=["friend"])[0].field == "kinds"


def test_settings_that_do_not_exist_are_refused_together(refused: Any) -> None:
    problems = refused("source,target", "a,b", symmetrise="eiter", weights="counts", unknown="keep")
    assert {problem.field for problem in problems} == {"symmetrise", "weights", "unknown"}


def test_missing_columns_are_those_that_hold_ids_of_the_roster(read: Any, refused: Any) -> None:
    (problem,) = refused("Stunden,Von,Datum,An Wen", "3,a,1,b", "4,b,2,c")
    assert "there is no column 'source' (one end) and no column 'target' (the other end)" in problem.message
    assert "Most cells of Von and An Wen are ids of the roster." in problem.message
    assert "columns: {source: Von, target: An Wen}" in problem.hint
    assert "--tie-columns 'source=Von,target=An Wen'" in problem.hint
    (problem,) = refused("source,Wen,Stunden", "a,b,3")
    assert problem.field == "target"
    assert "--tie-columns target=Wen" in problem.hint
    (problem,) = refused("from,to", "p,q")
    assert "source=YOURS" in problem.hint
    assert len(read("from,to", "a,b", columns={"source": "from", "target": "to"}).source) == 1


def test_a_tie_in_the_place_of_a_header_is_told(refused: Any) -> None:
    (problem,) = refused("a,b", "a,c", "b,d")
    assert "there seems to be no header line" in problem.message
    assert "--tie-header 0" in problem.hint


def test_no_rows_are_refused_and_no_ties_are_too(refused: Any) -> None:
    assert "no rows" in refused("source,target")[0].message
    (problem,) = refused("source,target,weight", "a,a,3")
    assert "no tie is left of 1 row: 1 left out because they go from a person to themselves" in problem.message
    (problem,) = refused("source,target", "a,b", "a,c", symmetrise="both")
    assert "no tie is left of 2 rows: 2 left out because only one of the two names the other" in problem.message
    assert "--symmetrise either" in problem.hint


def test_kinds_that_leave_nothing_are_refused(refused: Any) -> None:
    (problem,) = refused("source,target,kind", "a,b,advice", "c,c,friend", kinds=["friend"])
    assert "1 left out because they are of another kind, 1 left out because they go from a person" in problem.message


@real
@pytest.mark.parametrize(("symmetrise", "count"), [("either", 145), ("both", 45)])
def test_krackhardts_advice_is_read(symmetrise: str, count: int) -> None:
    ids = sorted(map(str, range(1, 22)))
    ties = read_ties(REAL / "krackhardt_hightech" / "edges_advice.csv", ids, symmetrise=symmetrise)
    assert len(ties.source) == count
    assert ties.quality.rows == 190


@real
def test_contacts_of_an_office_are_read_as_counts() -> None:
    folder = REAL / "sociopatterns_InVS13"
    with (folder / "nodes.csv").open() as file:
        ids = sorted(row["id"] for row in csv.DictReader(file))
    ties = read_ties(folder / "edges_aggregated.csv", ids, columns={"weight": "contacts_20s"})
    assert len(ties.source) == 755
    assert ((ties.weight > 0) & (ties.weight <= 1)).all()
    assert np.median(ties.weight) == pytest.approx(0.5)


@settings(max_examples=40, deadline=None)
@given(
    rows=st.lists(
        st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE), st.floats(0.01, 9).map(lambda x: round(x, 3))),
        min_size=1,
        max_size=30,
    ),
    shuffle=st.randoms(use_true_random=False),
    symmetrise=st.sampled_from(["either", "both"]),
)
def test_the_order_of_rows_changes_nothing_and_ties_are_proper(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[str, str, float]],
    shuffle: random.Random,
    symmetrise: str,
) -> None:
    folder = tmp_path_factory.mktemp("ties")
    rows = [*rows, ("a", "b", 0.25), ("b", "a", 0.25)]  # a tie is left, and a point is one of decimals

    def read_rows(name: str) -> TieList:
        (folder / name).write_text("\n".join(["source,target,weight", *(f"{a},{b},{w}" for a, b, w in rows)]))
        return read_ties(folder / name, PEOPLE, symmetrise=symmetrise)

    before = read_rows("before.csv")
    shuffle.shuffle(rows)
    after = read_rows("after.csv")
    assert before.digest == after.digest
    assert pairs(before) == pairs(after)
    assert before.weight.tolist() == after.weight.tolist()
    assert (before.source < before.target).all()
    assert ((before.weight > 0) & (before.weight <= 1)).all()
    keys = list(zip(before.source.tolist(), before.target.tolist(), strict=True))
    assert keys == sorted(set(keys))


def test_ties_of_people_left_out_of_the_roster_go_with_them(tmp_path: Path) -> None:
    """They are neither unknown people nor a network that is lost, however many they are."""
    (tmp_path / "ties.csv").write_text("source,target\nE1,E2\nE2,e7\nE7,E8\nE8,E1\nE2,E8\n")
    ties = read_ties(tmp_path / "ties.csv", ["E1", "E2"], left_out=frozenset({"E7", "E8"}))
    assert (ties.source.tolist(), ties.target.tolist()) == ([0], [1])
    assert "4 left out because an end is not in the roster, or left out of it" in ties.rows_used
    with pytest.raises(Refused, match="not in the roster"):
        read_ties(tmp_path / "ties.csv", ["E1", "E2"], left_out=frozenset({"E7"}))


def test_a_column_that_looks_like_weights_is_pointed_out(read: Any) -> None:
    ties = read("source,target,Anzahl,Kanal", "a,b,3,Mail", "c,d,2,Chat")
    assert noted(ties, "Anzahl is not read, but may be weight")
    assert noted(ties, "or --tie-columns 'weight=Anzahl'")
    assert noted(ties, "--tie-columns 'kind=Kanal'")
    assert not noted(read("source,target,weight", "a,b,3", "c,d,2"), "is not read, but")
