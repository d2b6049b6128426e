"""A store that mentorlab 0.1.0 wrote: read, exported and merged as it was; not gone on with by another model.

Three finished studies (a comparison with weekly summaries, a sweep, and half of a comparison) and one that was
interrupted, of 60 employees over 26 weeks.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

import mentorlab
from mentorlab.experiments.cli.main import answered

Ask = Callable[..., tuple[int, Any]]

KEPT = Path(mentorlab.__file__).parent / "tests" / "data" / "store-0.1.0.db.gz"
EXPORTED = {
    "runs.csv": "05fe52ec24976f8e8148fca1fa268b0889a52661a8deb534d8eed11c1305fb0a",
    "scenarios.csv": "a92a35c9d66995a027e6c422d4d317be1afa3a745a4994804e0d5c44be0488f3",
    "environments.csv": "9685eda3d226a997304e2503c52b0645a3ff7c0925d5d45c94f8d5badca17ab6",
    "weekly.csv": "e334481f7bdfe2444c418341312f03d8691eb55216654fc0a15607d42dec651d",
}
"""Digests of the tables as 0.1.0 exported them."""

RUN = "4f73f7894d96100fc71815f45444fc8a"


@pytest.fixture
def store(tmp_path: Path) -> str:
    """Return a copy of the store."""
    file = tmp_path / "runs.db"
    file.write_bytes(gzip.decompress(KEPT.read_bytes()))
    return str(file)


@pytest.fixture
def asked(capsys: pytest.CaptureFixture[str]) -> Ask:
    """Return a function that asks a command and returns its exit code and the answer in JSON."""

    def ask(*arguments: str) -> tuple[int, Any]:
        code = answered([*arguments, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return ask


def test_its_studies_are_counted(store: str, asked: Ask) -> None:
    code, answer = asked("status", store)
    assert code == 0
    studies = answer["data"]["studies"]
    assert [(study["planned"], study["done"], study["left"]) for study in studies] == [
        (6, 6, 0), (9, 9, 0), (4, 4, 0), (600, 46, 554),
    ]  # fmt: skip


def test_it_is_exported_as_it_was(store: str, tmp_path: Path, asked: Ask) -> None:
    assert asked("export", store, "--csv", str(tmp_path / "out"))[0] == 0
    assert {file.name: sha256(file.read_bytes()).hexdigest() for file in (tmp_path / "out").iterdir()} == EXPORTED


def test_it_is_merged_whole(store: str, tmp_path: Path, asked: Ask) -> None:
    merged = str(tmp_path / "merged.db")
    assert asked("merge", merged, store)[0] == 0
    studies = asked("status", merged)[1]["data"]["studies"]
    assert sorted(study["done"] for study in studies) == [4, 6, 9, 46]


@pytest.mark.parametrize(
    "verb",
    [
        *(("resume", "--study", study) for study in ("f16cfed6", "570be213", "91f70d11", "5b254ef6")),
        ("replay", RUN),
        ("verify",),
    ],
    ids=" ".join,
)
def test_what_would_need_the_model_of_then_says_that_it_is_another(
    verb: tuple[str, ...], store: str, asked: Ask
) -> None:
    name, *rest = verb
    code, answer = asked(name, *rest, "--store", store) if name == "replay" else asked(name, store, *rest)
    assert code == 2
    text = json.dumps(answer)
    assert "0.1.0+aab9294ce081" in text
    assert "0.2.0+" in text
