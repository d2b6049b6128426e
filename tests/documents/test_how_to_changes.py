"""The files of the page on changes are scenarios that run."""

import re
from pathlib import Path

import pytest

import mentorlab as ml

PAGE = (Path(ml.__file__).parent / "docs" / "how-to" / "change-on-the-way.md").read_text("utf-8")
FILES = dict(re.findall(r"```yaml\n# ([\w-]+\.yaml):[^\n]*\n(.*?)```", PAGE, re.DOTALL))


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_the_page_runs_and_changes_what_it_says(name, tmp_path):
    path = tmp_path / name
    path.write_text(FILES[name], encoding="utf-8")
    scenario = ml.load(path, settings=["weeks=60"])
    weekly = ml.simulate(scenario).weekly
    if name == "roll-out.yaml":
        assert weekly["pairs"][10] < weekly["pairs"][30] < weekly["pairs"][56]
    else:
        assert weekly["sessions_due"][21:29].sum() == 0
        assert weekly["sessions_due"][29:35].sum() > 0
        assert weekly["cash"][56] < weekly["cash"][15]


def test_the_page_has_its_two_files():
    assert list(FILES) == ["roll-out.yaml", "pause-and-cut.yaml"]
