"""Pseudonyms hang on a key and say nothing; cells never run."""

from __future__ import annotations

import re
import stat
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlab.agents.base.refusal import Refused
from mentorlab.agents.files import pseudonyms as module
from mentorlab.agents.files.pseudonyms import KEY_VARIABLE, pseudonyms, safe_cell
from mentorlab.agents.files.tables.quoting import CONTROL, visible


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a fresh configuration folder, with no key in the environment."""
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    return tmp_path


def test_a_pseudonym_is_the_same_for_the_same_person_and_key() -> None:
    one, other, again = pseudonyms(["E1", "E2", "E1"], b"key")
    assert one == again != other
    assert re.fullmatch(r"P-[0-9a-f]{10}", one)
    assert pseudonyms(["E1"], b"other key") != [one]


def test_a_key_may_be_of_any_length_but_not_empty() -> None:
    assert len(pseudonyms(["E1"], b"k" * 1000)) == 1
    with pytest.raises(Refused, match="empty"):
        pseudonyms(["E1"], b"")


def test_people_whose_short_pseudonyms_are_the_same_get_longer_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "DIGITS", 1)
    names = [f"E{n}" for n in range(40)]
    assert len(set(pseudonyms(names, b"key"))) == 40


def test_the_environment_s_key_comes_first(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, "secret")
    assert pseudonyms(["E1"]) == pseudonyms(["E1"], b"secret")
    assert not (home / "mentorlab").exists()


def test_a_key_is_made_once_and_kept_for_its_owner_alone(home: Path) -> None:
    first = pseudonyms(["E1"])
    file = home / "mentorlab" / "pseudonym.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert pseudonyms(["E1"]) == first == pseudonyms(["E1"], file.read_bytes())
    assert [path.name for path in file.parent.iterdir()] == ["pseudonym.key"]


def test_a_key_that_others_could_read_is_closed(home: Path) -> None:
    pseudonyms(["E1"])
    file = home / "mentorlab" / "pseudonym.key"
    file.chmod(0o644)
    pseudonyms(["E1"])
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_cut_key_is_refused(home: Path) -> None:
    (home / "mentorlab").mkdir()
    (home / "mentorlab" / "pseudonym.key").write_text("abc")
    with pytest.raises(Refused, match=r"3 bytes"):
        pseudonyms(["E1"])


def test_where_nothing_can_be_kept_the_key_lasts_as_long_as_the_process(home: Path) -> None:
    (home / "mentorlab").write_text("a file where the folder should be")
    assert pseudonyms(["E1"]) == pseudonyms(["E1"])
    assert len(pseudonyms(["E1"])[0]) == 12


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n",
        "\0",
        "＝1+1",
        "＋1",
        "－1",
        "＠x",
        "﹦1",
        "−1",
        " =1",
        "\ufeff=1",
    ],
)
def test_what_could_run_gets_an_apostrophe_and_loses_nothing(text: str) -> None:
    assert safe_cell(text) == "'" + visible(text)


@pytest.mark.parametrize("text", ["", "Sales", "a=b", "R&D - IT", "'=1", " padded "])
def test_plain_text_is_left_alone(text: str) -> None:
    assert safe_cell(text) == text


@given(st.text())
def test_no_cell_ever_starts_a_formula(text: str) -> None:
    cell: Any = safe_cell(text)
    assert cell.endswith(visible(text))
    assert not CONTROL.search(cell)
    assert not cell or (cell[0] not in "=+-@＝＋－＠" and unicodedata.category(cell[0]) != "Cc")
    assert safe_cell(cell) == cell
