"""The shipped scenarios, and new files made from them."""

from __future__ import annotations

import os
import re
from pathlib import Path

import numpy as np
import pytest

import mentorlab as ml
from mentorlab.agents.base.refusal import Refused
from mentorlab.scenarios.extensions.resolve import ALLOWED
from mentorlab.scenarios.load import LIBRARY, library, load, write_new
from mentorlab.scenarios.records.levers import LEVERS
from mentorlab.scenarios.records.policy import FeedbackPolicy, Policy, SessionPolicy

NAMES = sorted(path.stem for path in LIBRARY.glob("*.yaml"))
PROMISED = (
    "no-programme traditional reverse reverse-random-pairs reverse-no-feedback reverse-bonus reverse-stopped "
    "training-only bad-programme"
)


def test_the_library_holds_what_was_promised_and_begins_with_no_programme() -> None:
    assert set(PROMISED.split()) <= set(library())
    assert next(iter(library())) == "no-programme"


@pytest.mark.parametrize("name", NAMES)
def test_every_shipped_scenario_says_what_it_stands_for(name: str) -> None:
    scenario, text = load(name), (LIBRARY / f"{name}.yaml").read_text("utf-8")
    assert scenario.name == name
    assert scenario.about == library()[name]
    assert "\n" not in scenario.about
    assert len(scenario.about) < 100
    assert text.startswith("# ")
    assert "extends:" not in text


def test_the_default_programme_lies_inside_published_practice() -> None:
    """EVIDENCE A11: 6-9 months, fortnightly to quarterly, 5-10 % of the staff."""
    policy = load("reverse").policy
    assert policy == Policy(arm="reverse", share=0.10)
    assert 26 <= policy.length_weeks <= 39
    assert 2 <= policy.sessions.every_weeks <= 13
    assert 2 * policy.places(1000) == 100


def test_each_variant_of_reverse_differs_from_it_by_one_thing() -> None:
    base = load("reverse").policy
    changed = {"traditional": {"arm": "traditional"}, "reverse-random-pairs": {"pairing": "random"},
               "reverse-no-feedback": {"feedback": FeedbackPolicy(every_weeks=0)},
               "reverse-bonus": {"reward": "bonus"}}  # fmt: skip
    for name, change in changed.items():
        assert load(name).policy == base.model_copy(update=change)


def test_no_programme_is_what_nothing_said_means() -> None:
    assert load("no-programme").policy == Policy()


def test_the_bad_programme_makes_every_mistake() -> None:
    assert load("bad-programme").policy == Policy(
        arm="reverse", targeting="lottery", share=0.40, training="none", goal_clarity=0.1, pairing="random",
        sessions=SessionPolicy(every_weeks=1), feedback=FeedbackPolicy(every_weeks=1), length_weeks=13, renew=True,
        reward="points",
    )  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_new_file_equals_its_source_but_for_the_name(name: str, tmp_path: Path) -> None:
    path = write_new("mine", name, tmp_path)
    assert path == tmp_path / "mine.yaml"
    assert load(path) == load(name).model_copy(update={"name": "mine"})
    assert list(tmp_path.iterdir()) == [path]


def test_a_new_file_shows_every_lever_with_what_it_may_be(tmp_path: Path) -> None:
    lines = write_new("mine", "reverse", tmp_path).read_text("utf-8").splitlines()
    for lever in LEVERS:
        key = lever.path.split(".")[-1]
        shown = [" ".join(lines[max(0, n - 2) : n + 1]) for n, line in enumerate(lines) if f"{key}: " in line]
        assert any(lever.about in line and (lever.allowed or str(lever.values[-1]).lower()) in line for line in shown)
    assert max(map(len, lines)) <= 120


def test_a_lever_left_as_a_remark_can_be_taken_up(tmp_path: Path) -> None:
    path = write_new("mine", "no-programme", tmp_path)
    path.write_text(path.read_text("utf-8").replace("# pairs:", "pairs:").replace("arm: none", "arm: reverse"), "utf-8")
    assert (load(path).policy.arm, load(path).policy.pairs) == ("reverse", 30)


def test_a_new_file_can_be_made_from_a_file_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "plans").mkdir()
    (tmp_path / "new").mkdir()
    source = tmp_path / "plans" / "our own.yaml"
    source.write_text(
        'about: "a: \\"b\\" \\u0007 é"\norganisation: {roster: {file: a.csv}}\npolicy: {pairs: 3}\n', "utf-8"
    )
    path = write_new("mine", source, tmp_path / "new")
    assert "extends: ../plans/our own.yaml" in path.read_text("utf-8").replace('"', "")
    monkeypatch.chdir(tmp_path / "new")
    assert load("mine.yaml") == load(source).model_copy(update={"name": "mine"})


def test_a_new_file_never_replaces_another(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("weeks: 3\n")
    with pytest.raises(Refused, match=r"mine\.yaml: exists already"):
        write_new("mine", "reverse", tmp_path)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("mine.yaml", "weeks: 3\n")]


@pytest.mark.parametrize("name", ["", "../mine", "a/b", ".mine", "a\nb", "reverse", "-x"])
def test_a_name_that_makes_no_good_file_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="Choose another name"):
        write_new(name, "traditional", tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_new_file_is_made_from_one_that_extends_another(tmp_path: Path) -> None:
    first = write_new("mine", "reverse", tmp_path)
    first.write_text(first.read_text("utf-8").replace("weeks: 104", "weeks: 52"), "utf-8")
    second = write_new("second", first, tmp_path)
    assert load(second) == load(first).model_copy(update={"name": "second"})


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be written: No such file"):
        write_new("mine", "reverse", tmp_path / "nowhere")


def test_a_shipped_scenario_is_meant_even_where_a_folder_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.makedirs(tmp_path / "reverse")
    monkeypatch.chdir(tmp_path)
    assert load("reverse").policy.arm == "reverse"
    with pytest.raises(Refused, match="is a folder"):
        load(Path("reverse"))


def test_training_only_spends_what_reverse_spends() -> None:
    cash = {
        name: np.mean([ml.simulate(name, replicate=replicate).outcomes["cash"] for replicate in range(6)])
        for name in ("reverse", "training-only")
    }
    assert cash["training-only"] == pytest.approx(cash["reverse"], rel=0.1)


def test_a_programme_that_stops_fades_and_costs_nothing_more() -> None:
    stopped, nothing = (ml.simulate(name).weekly for name in ("reverse-stopped", "no-programme"))
    assert (stopped["cash"][40:] == 0).all()
    gap = (stopped["openness"] - nothing["openness"]).to_numpy()
    assert 0 < gap[-8:].mean() < 0.8 * gap[35:39].mean()


@pytest.mark.parametrize("name", ["reverse", "no-programme", "bad-programme"])
def test_every_example_of_a_new_file_can_be_taken_up(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mypackage").mkdir()
    for page, module in (("own-calendar-process", "events"), ("own-outcome", "measures")):
        text = (Path(ml.__file__).parent / "docs" / "how-to" / f"{page}.md").read_text("utf-8")
        (tmp_path / "mypackage" / f"{module}.py").write_text(re.findall(r"```python\n(.*?)```", text, re.DOTALL)[0])
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv(ALLOWED, "mypackage")
    path = write_new("mine", name, tmp_path)
    text, unchanged = path.read_text("utf-8"), load(path)
    keys = ("black_out", "where", "eligible", "must_not", "processes", "outcomes", "smallest_effects", "organisation",
            "changes")  # fmt: skip
    for key in keys:
        # the key's own line, and those that stand below it
        taken, count = re.subn(
            rf"^( *)# ({key}:.*\n)((?:#   .*\n)*)",
            lambda found: found[1] + found[2] + re.sub("^# ", "", found[3], flags=re.MULTILINE),
            text,
            flags=re.MULTILINE,
        )
        assert count == 1, key
        path.write_text(taken, "utf-8")
        assert load(path) != unchanged, key
