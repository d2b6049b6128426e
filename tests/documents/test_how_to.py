"""The how-to pages: the file each shows is what its scenario names, keeps its contract and runs on several jobs."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

import mentorlab as ml
from mentorlab.experiments.show.wording.comparison import programme_in_words
from mentorlab.scenarios.extensions.resolve import ALLOWED, kinds_of, resolve
from mentorlab.scenarios.files.validated import with_settings
from mentorlab.scenarios.load import load
from mentorlab.sim.contracts.contracts import tried

FOLDER = Path(ml.__file__).parent / "docs" / "how-to"
PAGES = {path.stem: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("own-*.md"))}
SMALL = ["organisation.synthetic.employees=60", "weeks=30", "settling_weeks=26"]


@pytest.fixture(scope="module", autouse=True)
def package(tmp_path_factory):
    """Write the one Python file of every page to a package, and its scenario beside it; work where they are."""
    folder = tmp_path_factory.mktemp("how-to")
    (folder / "mypackage").mkdir()
    for page, text in PAGES.items():
        (code,) = re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL)
        (scenario,) = re.findall(r"```yaml\n(.*?)```", text, flags=re.DOTALL)
        (module,) = re.findall(r"`mypackage/(\w+)\.py`", text)
        (folder / "mypackage" / f"{module}.py").write_text(code)
        (folder / f"{page}.yaml").write_text(scenario)
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(folder)
        patched.setattr(sys, "path", [*sys.path])
        patched.setenv(ALLOWED, "")
        ml.allow("mypackage")
        yield
        for name in [name for name in sys.modules if name.partition(".")[0] == "mypackage"]:
            del sys.modules[name]


def test_what_the_pages_show_runs_the_same_on_one_job_and_on_two():
    named = ["no-programme", "reverse", *(f"{page}.yaml" for page in PAGES)]
    scenarios = [with_settings(load(name), SMALL) for name in named]
    one, two = (ml.compare(scenarios, replicates=4, jobs=jobs) for jobs in (1, 2))
    assert json.dumps(one.data) == json.dumps(two.data)
    like_reverse = [name for name, same in zip(one.names, one.identical[1], strict=True) if same]
    assert like_reverse == ["reverse", "own-outcome"]
    assert one.mean("reverse", "managers_idea_share") is not None


@pytest.mark.parametrize("page", PAGES)
def test_a_scenario_of_a_page_is_told_by_the_name_of_what_is_the_users_own(page):
    told = programme_in_words(load("reverse"), load(f"{page}.yaml"))
    assert any(f" -> {strategy_of(page)}" in line for line in told)


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_shows_keeps_its_contract(page):
    thing = resolve(strategy_of(page))
    (kind,) = kinds_of(thing)
    assert [found for found in tried(thing, kind) if found.trouble] == []


def strategy_of(page: str) -> str:
    (named,) = re.findall(r"mentorlab check --strategy (\S+) --allow mypackage\n", PAGES[page])
    return named


def test_every_page_says_that_code_must_be_allowed_and_how_it_is_compared():
    assert len(PAGES) == 5
    for text in PAGES.values():
        assert re.search(r"--allow mypackage( --all)? --jobs 2\n", text)
        assert "because a file" in text


def test_the_page_on_altering_scenarios_does_what_it_shows(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    text = (FOLDER / "alter-a-scenario.md").read_text(encoding="utf-8")
    code = "\n".join(re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL))
    found: dict[str, object] = {}
    exec(compile(code, "page", "exec"), found)
    (printed,) = re.findall(r"```\n(weeks: .*?)```", text, flags=re.DOTALL)
    assert sorted(capsys.readouterr().out.splitlines()) == sorted(printed.splitlines())
    assert (
        ml.simulate(found["mine"].with_({"organisation.synthetic.employees": 60, "weeks": 4})).scenario.name == "mine"
    )
