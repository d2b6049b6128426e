"""Scenario files: read whole, laid over what they extend, or refused with every problem at its place."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenario_texts import only, problems, write

from mentorlab.agents.base.refusal import Refused
from mentorlab.scenarios import scenario as s
from mentorlab.scenarios.assumptions.organisation import Organisation, Synthetic
from mentorlab.scenarios.extensions.resolve import chosen
from mentorlab.scenarios.files.yaml_lines import read, scalar
from mentorlab.scenarios.load import distinct, library, load, load_many
from mentorlab.scenarios.policy.pairing import seniority_gap as by_gap
from mentorlab.scenarios.policy.rewards import Reward
from mentorlab.scenarios.records import policy as p
from mentorlab.scenarios.records.policy import Policy
from mentorlab.scenarios.scenario import Scenario


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


# what is right


def test_a_file_without_a_name_is_called_what_its_file_is_called() -> None:
    assert load(write("weeks: 52\n")) == s.Scenario(name="growth", weeks=52)


def test_every_key_of_a_scenario_can_stand_in_a_file() -> None:
    text = """
    name: all of it
    about: "everything: said"
    weeks: 52
    settling_weeks: 26
    organisation:
      roster: {file: people.csv, columns: {employee_id: No}, levels: {1: 0, Chief: 4}, as_of: 2024-12-31,
               level_order: low_is_senior, under_represented: [women], reporting_lines: lines.csv, sheet: Staff}
      ties: {file: ../ties.csv, symmetrise: both, weights: count, kinds: [mail], unknown: drop}
    assumptions: {transport: 1, learning: {rate: 0.3}}
    policy:
      arm: reverse
      pairs: 12
      where: {departments: [IT], levels: [0, 1, 4]}
      eligible: {junior: {levels: [0], max_age: 30}}
    smallest_effects: {innovation: 5 %, participants.retention: 2}
    """
    found = load(write(text))
    people, ties = found.organisation.roster, found.organisation.ties
    assert people is not None
    assert ties is not None
    assert (people.file, people.reporting_lines) == (os.path.abspath("people.csv"), os.path.abspath("lines.csv"))
    assert ties.file == os.path.abspath("../ties.csv")
    assert (people.levels, people.as_of) == ({"1": 0, "Chief": 4}, date(2024, 12, 31))
    assert (found.name, found.policy.where.levels, found.assumptions.learning.rate) == ("all of it", (0, 1, 4), 0.3)
    assert found.smallest_effects == {"innovation": "5 %", "participants.retention": 2}


@pytest.mark.parametrize("before", [b"\xef\xbb\xbf", b"---\n", b"# a remark\r\n"])
def test_a_byte_order_mark_or_a_document_start_or_a_remark_may_come_first(before: bytes) -> None:
    assert load(write(before + b"weeks: 52\n")).weeks == 52


def test_words_are_read_as_yaml_1_2_has_them() -> None:
    words = ["yes", "no", "on", "none", "010", "0x1f", "0o17", "1e3", ".5", "1_000", "2024-01-01", "", "~", "True"]
    meant = ["yes", "no", "on", "none", 10, 31, 15, 1000.0, 0.5, "1_000", "2024-01-01", None, None, True]
    assert [scalar(word) for word in words] == meant


# what cannot be read


def test_a_tag_is_refused_by_line_and_nothing_is_run() -> None:
    text = "weeks: 52\nscenario: !!python/object/apply:os.system ['echo PWNED > pwned.txt']\n"
    assert only(text).startswith("growth.yaml:2:11: scenario: tags (!!python/object/apply:os.system) are not read")
    assert not Path("pwned.txt").exists()


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("weeks: &w 52\n", "1:8", "anchors (&w)"),
        ("weeks: 52\npolicy: *p\n", "2:9", "aliases (*p)"),
        ("weeks: !!int 52\n", "1:8", "tags (!!int)"),
        ("weeks: ! 52\n", "1:8", "tags (!)"),
        ("!!map {weeks: 52}\n", "1:1", "tags (!!map)"),
        ("policy:\n  <<: {arm: reverse}\n", "2:3", "merge keys"),
        ("weeks: 52\npolicy: {}\nweeks: 26\n", "3:1", "stands twice; first in line 1"),
        ("? [a, b]\n: 3\n", "1:3", "a key must be a plain word"),
        ("weeks: 52\n---\nweeks: 26\n", "2:1", "a second document"),
        ("weeks: 52\npolicy:\n\tarm: reverse\n", "3:1", "a tab stands"),
        ("policy: {arm: reverse\n", "2:1", "a bracket is not closed"),
        ("weeks: 52\nname: 'growth\n", "3:1", "a quote is not closed"),
        ("about: this: that\n", "1:12", "a second ':'"),
        ("weeks: 52\nabout\n", "3:1", "a key without its ':'"),
        ("about: @home\n", "1:8", "a character that has a meaning of its own in YAML"),
        ("about: \x07\n", "1:8", "a character that is not text"),
        ("a: " + "[" * 500, "1:16", "levels of nesting"),
        ("? " * 5000, "1:27", "levels of nesting"),
        ("a: " + "{? " * 5000, "1:40", "levels of nesting"),
        (b"weeks: 52\nabout: caf\xe9\n", "2:11", "not UTF-8 text (byte 0xe9)"),
        ("weeks: 52\n".encode("utf-16"), "1:1", "not UTF-8 text (byte 0xff)"),
        ("- weeks\n", "1:1", "holds a list, but a mapping is needed"),
        ("reverse\n", "1:1", "holds 'reverse', but a mapping is needed"),
    ],
)
def test_what_is_no_plain_yaml_is_refused_at_its_place(text: str | bytes, place: str, says: str) -> None:
    said = only(text)
    assert said.startswith(f"growth.yaml:{place}: ")
    assert says in said


def test_an_unread_value_does_not_hide_what_else_is_wrong() -> None:
    found = problems("weeks: !!int 52\nwekks: 3\npolicy: {arm: revers}\n")
    assert [(one.line, one.field) for one in found] == [(1, "weeks"), (2, "wekks"), (3, "policy.arm")]


@pytest.mark.parametrize("escape", ["\\Uffffffff", "\\ud800"])
def test_an_escape_that_names_no_character_is_refused(escape: str) -> None:
    assert "names no character" in only(f'about: "{escape}"\n')
    assert load(write('about: "\\ud83d\\ude00"\n')).about == "\U0001f600"


@pytest.mark.parametrize("text", ["", "# only a remark\n", "---\n", "\n\n"])
def test_an_empty_file_is_refused(text: str) -> None:
    assert only(text).startswith("growth.yaml: is empty.")


def test_a_file_that_is_not_there_is_refused_with_its_neighbour() -> None:
    write("weeks: 3\n")
    with pytest.raises(Refused, match=r"growht\.yaml: there is no such file\. Did you mean 'growth\.yaml'\?"):
        load("growht.yaml")


def test_a_folder_is_refused_with_what_is_in_it() -> None:
    write("weeks: 3\n", "plans/growth.yaml")
    with pytest.raises(Refused, match=r"plans: is a folder, not a file\. Name a file in it: growth\.yaml\."):
        load("plans")


def test_a_file_of_another_kind_altogether_is_not_read_to_its_end() -> None:
    assert "larger than 256 kB" in only("a: " + "x" * 300_000)


def test_a_name_that_is_nobodys_is_refused_with_the_nearest() -> None:
    with pytest.raises(
        Refused, match=r"'revers' is neither .* Did you mean 'reverse'\? Shipped scenarios: no-programme, "
    ):
        load("revers")


# extends


def test_a_file_extends_a_shipped_scenario() -> None:
    found = load(write("extends: reverse-bonus\npolicy: {feedback: {every_weeks: 8}}\n"))
    shipped = load("reverse-bonus").policy
    assert found.policy == shipped.model_copy(update={"feedback": p.FeedbackPolicy(every_weeks=8)})
    assert (found.name, found.about) == ("growth", "")


def test_a_file_extends_another_file_beside_it_and_keeps_its_roster() -> None:
    write(
        "organisation: {roster: {file: people.csv, columns: {age: Age}}, ties: {file: ties.csv}}\n", "plans/base.yaml"
    )
    found = load(write("extends: base.yaml\norganisation: {roster: {columns: {level: Grade}}}\n", "plans/growth.yaml"))
    people = found.organisation.roster
    assert people is not None
    assert found.organisation.ties is not None
    assert people.file == os.path.abspath("plans/people.csv")
    assert people.columns == {"age": "Age", "level": "Grade"}


def test_naming_one_of_two_rivals_drops_the_other_from_what_is_extended() -> None:
    write("policy: {pairs: 30}\norganisation: {roster: {file: a.csv}, ties: {file: t.csv}}\n", "base.yaml")
    found = load(write("extends: base.yaml\npolicy: {share: 0.2}\norganisation: {synthetic: {employees: 50}}\n"))
    assert (found.policy.pairs, found.policy.share) == (None, 0.2)
    assert found.organisation == Organisation(synthetic=Synthetic(employees=50))


def test_other_people_do_not_keep_the_ties_of_those_before() -> None:
    write("organisation: {roster: {file: a.csv}, ties: {file: t.csv}}\n", "base.yaml")
    assert load(write("extends: base.yaml\norganisation: {roster: {file: b.csv}}\n")).organisation.ties is None
    same = load(write("extends: base.yaml\norganisation: {roster: {file: a.csv, sheet: Staff}}\n"))
    assert same.organisation.ties is not None


def test_what_is_wrong_in_the_extended_file_is_told_of_that_file() -> None:
    write("weeks: 52\npolicy:\n  arm: revers\n", "base.yaml")
    found = problems("extends: base.yaml\nwekks: 3\n")
    assert [(one.file, one.line, one.field) for one in found] == [
        ("base.yaml", 3, "policy.arm"),
        ("growth.yaml", 2, "wekks"),
    ]


@pytest.mark.parametrize(
    ("extends", "says"),
    [
        ("growth.yaml", "the files extend each other in a circle: growth.yaml -> growth.yaml. Let one of them"),
        ("revers", "'revers' is neither a shipped scenario nor a file. Did you mean 'reverse'?"),
        ("bass.yaml", "bass.yaml: there is no such file. Did you mean 'base.yaml'?"),
        ("3", "must be the name of a shipped scenario or of a file, not 3."),
    ],
)
def test_an_extends_that_leads_nowhere_is_refused_at_its_line(extends: str, says: str) -> None:
    write("extends: reverse\n", "base.yaml")
    found = problems(f"weeks: 52\nextends: {extends}\nwekks: 2\n")
    assert str(found[0]).startswith(f"growth.yaml:2:1: extends: {says}")
    assert [one.field for one in found] == ["extends", "wekks"]


def test_files_extend_each_other_over_any_number_of_levels() -> None:
    write("extends: reverse\nweeks: 40\nname: first\nabout: the first\n", "plans/base.yaml")
    write("extends: plans/base.yaml\nweeks: 52\npolicy: {share: 0.2}\n", "step0.yaml")
    for n in range(1, 30):
        write(f"extends: step{n - 1}.yaml\n", f"step{n}.yaml")
    found = load(write("extends: step29.yaml\npolicy: {reward: none}\n"))
    assert (found.name, found.about, found.weeks, found.policy.share) == ("growth", "", 52, 0.2)
    assert (found.policy.arm, found.policy.reward) == ("reverse", "none")


def test_a_circle_of_files_is_refused_at_the_line_that_closes_it_naming_all_of_them() -> None:
    write("extends: b.yaml\n", "a.yaml")
    write("weeks: 52\nextends: growth.yaml\n", "b.yaml")
    found = problems("extends: a.yaml\n")
    assert [(one.file, one.line, one.code) for one in found] == [("b.yaml", 2, "circle")]
    assert "in a circle: growth.yaml -> a.yaml -> b.yaml -> growth.yaml." in found[0].message
    write("extends: b.yaml\n", "tail.yaml")
    write("extends: a.yaml\n", "b.yaml")
    assert "in a circle: b.yaml -> a.yaml -> b.yaml." in problems("extends: tail.yaml\n")[0].message


def test_what_is_wrong_two_levels_below_is_told_of_that_file() -> None:
    write("wekks: 3\n", "a.yaml")
    write("extends: a.yaml\n", "b.yaml")
    assert [(one.file, one.line) for one in problems("extends: b.yaml\n")] == [("a.yaml", 1)]
    write("extends: nobody\n", "b.yaml")
    assert [(one.file, one.field) for one in problems("extends: b.yaml\n")] == [("b.yaml", "extends")]


def test_a_file_with_thousands_of_unknown_keys_is_told_the_first_and_a_count() -> None:
    found = problems("".join(f"k{n}: 1\n" for n in range(2000)))
    assert len(found) == 201
    assert found[0].line == 1
    assert found[-1].message == "and 1800 more problems (1800 unknown)."


# several


def test_scenarios_of_the_same_name_are_told_apart() -> None:
    names = [one.name for one in load_many(["reverse", "traditional", "reverse", "reverse"])]
    assert names == ["reverse", "traditional", "reverse (2)", "reverse (3)"]
    taken = [s.Scenario(name=name) for name in ("a", "a (2)", "a")]
    assert [one.name for one in distinct(taken)] == ["a", "a (2)", "a (3)"]


def test_the_problems_of_several_files_are_told_at_once_and_those_of_settings_once() -> None:
    write("wekks: 3\n", "a.yaml")
    write("weeks: x\n", "b.yaml")
    with pytest.raises(Refused) as refused:
        load_many(["a.yaml", "reverse", "b.yaml", "nobody"], settings=["share=3"])
    assert [one.file for one in refused.value.problems] == ["a.yaml", "--set", "b.yaml", None]


@settings(max_examples=100, deadline=None)
@given(text=st.text(alphabet=st.sampled_from("ab:-?[]{}&*!|>'\"%@`#, \n\t01.<~\\\x07éxuUY")))
def test_no_text_at_all_brings_the_reader_down(text: str) -> None:
    reading = read(text, "any.yaml")
    assert all(problem.file == "any.yaml" for problem in reading.problems)
    assert reading.values is None or not reading.lost


def test_loading_stays_light() -> None:
    """Nothing that only a run needs is imported to read a file."""
    heavy = ("mesa", "numba", "pandas", "scipy", "matplotlib")
    program = f"""
import sys
from mentorlab.scenarios.load import load, library
from mentorlab.scenarios.differences import differences
differences([load(name) for name in library()])
print([name for name in {heavy} if name in sys.modules])
"""
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


# written back


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("name", list(library()))
def test_a_shipped_scenario_is_written_as_a_file_that_reads_back_equal(name: str, whole: bool) -> None:
    assert load(write(load(name).to_yaml(whole=whole))) == load(name)


def test_a_scenario_writes_what_differs_from_the_defaults_and_what_was_assumed() -> None:
    altered = load("reverse").with_(
        {
            "name": "mine: first",
            "organisation.synthetic": {},
            "assumptions": {"off": ["practice"], "transport": 0.8, "quits_by_department": {"R & D": 2}},
            "policy.eligible.junior.max_age": None,
            "changes": [{"week": 26, "policy.where.levels": [0, 1], "policy.reward": "none"}],
            "smallest_effects": {"innovation": "5 %"},
        }
    )
    assert altered.to_yaml() == (
        'name: "mine: first"\n'
        'about: "Reverse mentoring as commonly run, juniors teaching seniors."\n'
        "organisation:\n  synthetic: {}\n"
        'assumptions:\n  off: [practice]\n  transport: 0.8\n  quits_by_department:\n    "R & D": 2.0\n'
        "policy:\n  arm: reverse\n  share: 0.1\n  eligible:\n    junior:\n      max_age: null\n"
        "changes:\n  - {week: 26, policy.reward: none, policy.where.levels: [0, 1]}\n"
        'smallest_effects:\n  innovation: "5 %"\n'
    )
    read = load(write(altered.to_yaml()))
    assert read == altered
    assert read.assumptions.model_fields_set == {"off", "transport", "quits_by_department"}
    assert load(write(altered.to_yaml(whole=True))) == altered


def test_files_are_named_so_that_the_scenario_may_lie_anywhere() -> None:
    from_here = Scenario(name="growth", organisation={"roster": {"file": "people.csv"}})
    read = load(write(from_here.to_yaml(), "elsewhere/growth.yaml"))
    assert read.organisation.roster is not None
    assert read.organisation.roster.file == os.path.abspath("people.csv")
    assert load(write(read.to_yaml(), "growth.yaml")) == read


def test_a_function_is_written_by_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MENTORLAB_ALLOW", "mentorlab")
    mine = Scenario(name="growth", policy=Policy(pairing=by_gap))
    assert "pairing: mentorlab.scenarios.policy.pairing:seniority_gap" in mine.to_yaml().replace('"', "")
    read = load(write(mine.to_yaml()))
    assert chosen(read.policy.pairing, "pairing", None) is by_gap


def test_what_no_file_can_say_is_refused_all_at_once() -> None:
    values = {"policy.pairing": lambda candidates, rng: [], "policy.reward": Reward(cost=3)}
    with pytest.raises(Refused) as refused:
        load("reverse").with_(values).to_yaml()
    one, other = refused.value.problems
    assert one.field == "policy.pairing"
    assert "<lambda>' is defined in a script, a notebook or inside a function: a file cannot name it." in one.message
    assert str(other).startswith("policy.reward: 'Reward(cost=3.0)' is held in memory: a file cannot name it. Put it")


def test_what_a_file_says_of_juniors_leaves_the_rest_of_what_juniors_are() -> None:
    found = load(write("policy: {eligible: {junior: {max_age: 30}, senior: {min_age: 45}}}\n")).policy.eligible
    assert (found.junior.levels, found.junior.max_age) == ((0, 1), 30)
    assert (found.senior.levels, found.senior.min_age) == ((2, 3, 4), 45)
    assert only("policy: {eligible: {junior: {min_age: 50}}}\n").endswith(
        "min_age 50 is above max_age 39: nobody would be eligible."
    )
