"""`match`: the pairs of a run's launch, who is left and why; real volunteers; names only where they were asked for."""

from __future__ import annotations

import csv
import json
import re

import numpy as np
import pytest
from openpyxl import load_workbook

import mentorlab as ml
from mentorlab.agents.base.refusal import Refused
from mentorlab.agents.base.skills import LEVELS
from mentorlab.experiments.cli import main as cli
from mentorlab.experiments.cli.verbs.match import summary, write_table
from mentorlab.scenarios.files.validated import with_settings
from mentorlab.scenarios.policy.targeting import Targeting

POLICY = {"arm": "reverse", "share": 0.2}


def scenario_in(folder, people=60, **policy):
    """Return a scenario of a roster written to a folder: ids are awkward, two departments, no ties."""
    rows = [f"=E{n},{1960 + n % 42},{n % 5},{'+Sales' if n % 2 else 'Ops'}" for n in range(people)]
    (folder / "roster.csv").write_text("\n".join(["employee_id,birth_year,level,department", *rows]) + "\n")
    roster = {"file": str(folder / "roster.csv"), "level_order": "high_is_senior", "as_of": "2026-01-01"}
    return ml.Scenario.model_validate(
        {"weeks": 4, "settling_weeks": 26, "organisation": {"roster": roster}, "policy": POLICY | policy}
    )


def signed(folder, *ids):
    (folder / "people.csv").write_text("\n".join(["employee_id", *ids]) + "\n")
    return folder / "people.csv"


@pytest.mark.parametrize("pairing", ["optimal", "complementary", "random"])
def test_the_pairs_are_those_of_the_run(small, pairing):
    scenario = small(employees=80, weeks=3, pairing=pairing)
    found, run = ml.match(scenario, seed=3, replicate=2), ml.simulate(scenario, seed=3, replicate=2)
    first = run.pairs[run.pairs["began"] == 0]
    assert len(found.pairs) == len(first) > 3
    assert set(zip(found.pairs["junior"], found.pairs["senior"], strict=True)) == set(
        zip(first["junior"], first["senior"], strict=True)
    )
    assert found.keeps_all_rules


def test_everyone_is_in_a_pair_or_told_why_not(small):
    found = ml.match(small(employees=80, share=0.1), ids="own")
    paired, left = set(found.pairs["junior"]) | set(found.pairs["senior"]), set(found.unmatched["employee"])
    assert paired | left == {str(row) for row in range(80)}
    assert not paired & left
    assert (found.unmatched["why"].str.len() > 10).all()
    assert {"not eligible", "did not volunteer", "no place"} <= set(found.unmatched["reason"])
    drawn = found.unmatched[found.unmatched["reason"] == "did not volunteer"]
    assert drawn["why"].str.contains("drawn by the model").all()


def test_circles_are_told_as_such(small):
    found = ml.match(small(employees=120, arm="group", targeting="lottery"))
    by_circle = found.pairs.groupby("circle")
    assert found.pairs["circle"].is_monotonic_increasing
    assert (by_circle["senior"].nunique() == 1).all()
    assert by_circle.size().max() == 3
    assert by_circle.ngroups == found.pairs["senior"].nunique() > 1
    assert found.keeps_all_rules
    assert "circle" not in ml.match(small(employees=60)).pairs


def test_places_offered_first_are_told(small):
    found = ml.match(small(employees=80, share=0.1, integration="dei"))
    juniors = found.unmatched[(found.unmatched["side"] == "junior") & (found.unmatched["reason"] == "no place")]
    assert len(juniors)
    assert juniors["why"].str.contains("50 % of the places offered first").all()


def test_a_side_that_is_short_is_said_to_be(small):
    found = ml.match(small(employees=80, targeting="lottery", share=1.0))
    sides = found.unmatched.groupby("reason")["side"].unique()
    assert set(sides["other side short"]) == {"junior"}
    assert "no place" not in sides


def test_somebody_whose_only_partner_is_their_manager_is_left_out(tmp_path):
    (tmp_path / "r.csv").write_text(
        "employee_id,age,level,department,manager_id\nboss,50,4,A,\nyoung,30,0,A,boss\nolder,60,0,A,boss\n"
    )
    roster = {"file": str(tmp_path / "r.csv"), "level_order": "high_is_senior", "as_of": "2026-01-01"}
    scenario = ml.Scenario.model_validate(
        {"settling_weeks": 26, "organisation": {"roster": roster}, "policy": POLICY | {"share": 1.0}}
    )
    found = ml.match(scenario, ids="own", people=signed(tmp_path, "boss", "young", "older"))
    why = found.unmatched.set_index("employee")
    assert len(found.pairs) == 0
    assert why["reason"].to_dict() == {"boss": "no allowed partner", "young": "no allowed partner",
                                       "older": "not eligible"}  # fmt: skip
    assert why["why"]["older"].startswith("signed up, but: juniors are at most 39 years old")
    free = ml.Scenario.model_validate(scenario.model_dump() | {"policy": POLICY | {"must_not": {"own_manager": False}}})
    assert len(ml.match(free, people=tmp_path / "people.csv").pairs) == 1


def test_those_who_signed_up_are_the_ones_who_are_paired(tmp_path):
    scenario = scenario_in(tmp_path)
    young, senior = [f"=E{n}" for n in (30, 31, 35, 36)], ["=E2", "=E3", "=E4"]
    found = ml.match(scenario, ids="own", people=signed(tmp_path, *young, *senior))
    assert set(found.pairs["junior"]) < set(young)
    assert set(found.pairs["senior"]) == set(senior)
    why = found.unmatched.set_index("employee")
    assert [why["reason"][one] for one in young if one in why.index] == ["other side short"]
    assert (why["reason"] == "did not sign up").any()
    assert "did not volunteer" not in set(why["reason"])
    assert "all signed up" in set(found.checks["rule"])
    other = ml.match(scenario, ids="own", people=tmp_path / "people.csv", seed=9)
    assert set(other.pairs["senior"]) == set(senior)


def test_unknown_ids_are_refused_all_at_once(tmp_path):
    with pytest.raises(Refused) as refusal:
        ml.match(scenario_in(tmp_path), people=signed(tmp_path, "=E3", "nobody", "=E4", "no-one"))
    assert [(one.line, one.value) for one in refusal.value.problems] == [(3, "nobody"), (5, "no-one")]


def test_nothing_in_the_scenario_is_a_refusal():
    with pytest.raises(Refused, match="pairs nobody"):
        ml.match("no-programme")


def test_what_the_roster_does_not_have_is_marked_as_drawn(tmp_path):
    found = ml.match(scenario_in(tmp_path))
    told = [said for place in (1, 2, 3) for said in found.pairs[f"reason_{place}"]]
    assert told
    known = ("another department", "nothing else stands out")
    assert all(said.endswith(" †") or any(word in said for word in known) for said in told)
    assert any("ask the two" in note for note in found.notes)
    checks = found.checks.set_index("rule")
    assert "made up by the model" in checks["note"]["nobody is paired with their own line manager"]


def test_small_cells_are_not_told(small):
    found = ml.match(small(employees=80))
    counts = {(row["side"], row["reason"]): row["people"] for row in summary(found)}
    assert all(count is None or count >= 5 for count in counts.values())
    tiny = ml.match(small(employees=12))
    assert any(row["people"] is None for row in summary(tiny))


# On the command line ------------------------------------------------------------------------------------------------


@pytest.fixture
def office(tmp_path, monkeypatch):
    """Stand in a folder with a roster; return the words that read it."""
    monkeypatch.chdir(tmp_path)
    scenario_in(tmp_path)
    reading = ["--roster", "roster.csv", "--level-order", "high_is_senior", "--as-of", "2026-01-01"]
    return ["match", "reverse", *reading, "--set", "policy.share=0.2", "--set", "settling_weeks=26"]


def test_ids_are_pseudonyms_everywhere_but_in_the_file_that_may_have_them(office, tmp_path, capsys):
    assert cli.answered([*office, "--to", "p.csv", "--unmatched", "u.xlsx", "--json"]) == 0
    out = capsys.readouterr().out
    data = json.loads(out)["data"]
    assert data["pairs"][0]["junior"].startswith("P-")
    written = (tmp_path / "p.csv").read_text()
    for text in (out, written, str([[cell.value for cell in row] for row in load_workbook("u.xlsx").active])):
        assert "=E" not in text
        assert "P-" in text
    assert cli.answered([*office, "--to", "own.csv", "--ids", "own", "--json"]) == 0
    assert "=E" not in capsys.readouterr().out
    rows = list(csv.DictReader((tmp_path / "own.csv").read_text().splitlines()))
    assert all(row["junior"].startswith("'=E") for row in rows)
    assert {row["junior_department"] for row in rows} <= {"'+Sales", "Ops"}
    assert not any(cell[:1] in tuple("=+-@") for row in rows for cell in row.values())
    pseudonymous = list(csv.DictReader(written.splitlines()))
    assert [row["reason_1"] for row in rows] == [row["reason_1"] for row in pseudonymous]


def test_a_workbook_has_pairs_unmatched_and_checks(office, tmp_path, capsys):
    assert cli.answered([*office, "--to", "p.xlsx"]) == 0
    out = capsys.readouterr().out
    assert "did not volunteer" in out
    assert "=E" not in out
    book = load_workbook(tmp_path / "p.xlsx")
    assert book.sheetnames == ["pairs", "unmatched", "checks", "read me"]
    headings = [cell.value for cell in book["pairs"][1]]
    assert headings[:7] == ["pair", "junior", "senior", "junior_department", "junior_level", "senior_department",
                            "senior_level"]  # fmt: skip
    assert headings[7:10] == ["reason_1", "reason_2", "reason_3"]
    assert book["pairs"]["E2"].value in LEVELS
    assert book["pairs"].freeze_panes == "A2"
    assert book["pairs"].column_dimensions["H"].width > 40
    assert book["pairs"]["H2"].alignment.wrap_text
    told = " ".join(str(cell.value) for row in book["read me"] for cell in row)
    for word in ("style_similarity", "† rests on", "simulated, not measured"):
        assert word in told
    explained = {word for row in book["read me"] for word in str(row[0].value).replace(" to ", ", ").split(", ")}
    assert set(headings) <= explained


def test_the_terminal_names_pairs_by_pseudonym_and_says_where_the_rest_is(office, tmp_path, capsys):
    assert cli.answered([*office, "--set", "policy.targeting=lottery", "--to", "p.xlsx"]) == 0
    out = capsys.readouterr().out
    first = next(line for line in out.splitlines() if "pair 1:" in line)
    assert re.fullmatch(r"  pair 1: P-\w+ \((\w+), .+\) and P-\w+ \((\w+), .+\)", first)
    many = load_workbook(tmp_path / "p.xlsx")["pairs"].max_row - 1
    assert f"  {many - 3} more pairs in p.xlsx." in out
    assert out.count("† rests on") == 1


def test_footnotes_are_there_only_where_they_apply(small):
    none = ml.match(small(employees=60, pairs=0, share=None))
    assert not any("also" in note or "†" in note for note in none.notes)
    made_up = ml.match(small(employees=80))
    assert not any("†" in note for note in made_up.notes)


def test_a_share_that_rounds_to_no_pair_is_said_to(small):
    found = ml.match(small(employees=12, share=0.02))
    assert len(found.pairs) == 0
    assert any(note.startswith("2 % of 12 people rounds to no pair") for note in found.notes)


def test_the_list_may_call_its_ids_as_the_roster_does(tmp_path):
    scenario_in(tmp_path)
    roster = tmp_path / "roster.csv"
    roster.write_text(roster.read_text().replace("employee_id", "EmployeeNumber"))
    reading = {"file": str(roster), "columns": {"employee_id": "EmployeeNumber"}, "level_order": "high_is_senior",
               "as_of": "2026-01-01"}  # fmt: skip
    scenario = ml.Scenario.model_validate(
        {"weeks": 4, "settling_weeks": 26, "organisation": {"roster": reading}, "policy": POLICY}
    )
    ids = ["=E30", "=E31", "=E2", "=E3"]
    paired = []
    for heading in ("EmployeeNumber", "employee_id"):
        (tmp_path / "people.csv").write_text("\n".join([heading, *ids]) + "\n")
        paired.append(set(ml.match(scenario, ids="own", people=tmp_path / "people.csv").pairs["senior"]))
    assert paired[0] == paired[1] == {"=E2", "=E3"}
    (tmp_path / "people.csv").write_text("Staff\n=E30\n")
    with pytest.raises(Refused, match="Give the column of ids that name, or 'EmployeeNumber' as the roster does"):
        ml.match(scenario, people=tmp_path / "people.csv")


def test_ids_that_are_numbers_are_in_the_order_of_numbers(tmp_path):
    scenario = scenario_in(tmp_path)
    roster = tmp_path / "roster.csv"
    roster.write_text(roster.read_text().replace("=E", ""))
    found = ml.match(scenario, ids="own")
    for ids in (found.pairs["junior"], found.unmatched["employee"]):
        assert [*ids] == sorted(ids, key=int)
    assert [*ids] != sorted(ids)
    write_table(str(tmp_path / "p.xlsx"), {"pairs": found.pairs})
    assert {type(cell.value) for cell in load_workbook(tmp_path / "p.xlsx")["pairs"]["B"][1:]} == {int}


def test_what_cannot_be_written_is_refused_before_anything_is_computed(office, capsys):
    for wrong in (
        ["--ids", "own"],
        ["--ids", "names"],
        ["--to", "x.pdf"],
        ["--unmatched", "x.txt"],
        ["--to", "a.csv", "--unmatched", "a.csv"],
    ):
        assert cli.answered([*office, *wrong]) == 2
        assert capsys.readouterr().err


def test_an_own_rule_of_who_is_asked_goes_by_its_name_and_nobody_is_said_not_to_have_volunteered(small):
    found = ml.match(small(employees=80, targeting=Targeting(every_other, freely=False), pairing=in_order))
    assert any("Who takes part (every_other)" in note for note in found.notes)
    assert any("'in_order' has no score" in note for note in found.notes)
    assert not any("Targeting(" in note or "0x" in note for note in found.notes)
    left = found.unmatched[found.unmatched["reason"] == "left out by targeting"]
    assert len(left)
    assert (left["why"] == "eligible, but left out by 'every_other'").all()
    assert not found.unmatched["why"].str.contains("volunteer").any()


def every_other(pool, rule):
    """Every other of those eligible, by lot."""
    return np.where(pool.rows % 2 == 0, pool.lot, -np.inf)


def in_order(candidates, rng):
    forbidden = {tuple(pair) for pair in candidates.must_not.tolist()}
    rows = range(min(candidates.wanted, len(candidates.juniors), len(candidates.seniors)))
    return np.array([(row, row) for row in rows if (row, row) not in forbidden], np.intp).reshape(-1, 2)


@pytest.mark.parametrize("arm", ["none", "training"])
def test_a_programme_that_begins_by_a_change_has_no_pairs_at_launch_to_show(small, arm):
    later = with_settings(small(weeks=20, arm=arm), ["changes=[{week: 5, policy.arm: group}]"])
    with pytest.raises(Refused, match=f"is {arm} at launch: its pairs begin in week 5, .* only .* at launch"):
        ml.match(later)
    with pytest.raises(Refused, match=f"is {arm}: it pairs nobody"):
        ml.match(small(arm=arm))


def test_ids_that_are_e_mail_addresses_are_never_written(tmp_path):
    scenario = scenario_in(tmp_path)
    file = tmp_path / "roster.csv"
    file.write_text(re.sub("=(E[0-9]+)", r"\1@example.org", file.read_text()))
    with pytest.raises(Refused, match="e-mail addresses, which are never written"):
        ml.match(scenario, ids="own")
    found = ml.match(scenario)
    assert not any(
        "@" in cell for frame in (found.pairs, found.unmatched) for cell in frame.astype(str).to_numpy().flat
    )


def test_written_lists_of_people_are_for_their_owner_alone(tmp_path):
    for name in ("pairs.csv", "pairs.xlsx"):
        assert cli.answered(["match", "reverse", "--set", "weeks=4", "--to", str(tmp_path / name)]) == 0
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600
