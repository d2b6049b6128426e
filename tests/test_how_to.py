"""The how-to pages: the file each shows is what its scenario names, keeps its contract and runs on several jobs."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

import mentorlab as ml
from mentorlab.experiments.words import told_against
from mentorlab.scenarios.files import load, with_settings
from mentorlab.scenarios.own import ALLOWED, KINDS, kinds_of, resolve
from mentorlab.sim.contracts import tried

FOLDER = Path(ml.__file__).parent / "docs" / "how-to"
PAGES = {path.stem: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("own-*.md"))}
SMALL = ["organisation.synthetic.employees=60", "weeks=30", "settling_weeks=26"]


@pytest.fixture(params=PAGES)
def page(request, tmp_path, monkeypatch):
    """Return a page, its one Python file written to a package of its own and its scenario to ours.yaml."""
    text = PAGES[request.param]
    (code,) = re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL)
    (scenario,) = re.findall(r"```yaml\n(.*?)```", text, flags=re.DOTALL)
    (module,) = re.findall(r"`mypackage/(\w+)\.py`", text)
    package = tmp_path / "mypackage"
    package.mkdir()
    (package / f"{module}.py").write_text(code)
    (tmp_path / "ours.yaml").write_text(scenario)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setenv(ALLOWED, "")
    ml.allow("mypackage")
    yield text
    for name in [name for name in sys.modules if name.partition(".")[0] == "mypackage"]:
        del sys.modules[name]


def test_what_a_page_shows_runs_the_same_on_one_job_and_on_two(page):
    scenarios = [with_settings(load(name), SMALL) for name in ("no-programme", "reverse", "ours.yaml")]
    one, two = (ml.compare(scenarios, replicates=4, jobs=jobs) for jobs in (1, 2))
    assert json.dumps(one.data) == json.dumps(two.data)
    if "outcomes:" in page:
        assert one.mean("ours", "managers_idea_share") is not None
        assert one.identical[1, 2]
    else:
        assert not one.identical[1, 2]
    assert any("mypackage." in line for line in told_against(scenarios[1], scenarios[2]))


def test_what_a_page_shows_keeps_its_contract(page):
    (command,) = re.findall(r"mentorlab check --strategy (\S+) --allow mypackage\n", page)
    thing = resolve(command)
    (kind,) = kinds_of(thing)
    assert [found for found in tried(thing, kind) if found.trouble] == []


def test_every_page_says_that_code_must_be_allowed_and_how_it_is_compared():
    assert len(PAGES) == 5
    for text in PAGES.values():
        assert "--allow mypackage --jobs 2" in text or "--allow mypackage --all --jobs 2" in text
        assert "because a file" in text
    assert len(KINDS) == 7
