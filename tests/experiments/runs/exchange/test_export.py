"""A store as tables: every run a row, read back to the bit, nothing a spreadsheet would run, and little memory."""

from __future__ import annotations

import csv
import json
import math
import os
import tracemalloc

import numpy as np
import pytest
from kept import SCENARIOS, a_failure, a_run, a_study, items, key_of

from mentorlab.agents.base.refusal import Refused
from mentorlab.experiments.cli.tables.answers import console
from mentorlab.experiments.cli.verbs.export import export as export_command
from mentorlab.experiments.runs.exchange import export as export_module
from mentorlab.experiments.runs.exchange import sheets
from mentorlab.experiments.runs.exchange.export import export
from mentorlab.experiments.runs.store.rows.rows import Weekly
from mentorlab.experiments.runs.store.store import open_store

STUDY = a_study()
FAILED = a_failure(2, 1, error="=cmd()\nno", world={})
ROWS = {**items(0, 1), (2, 0): a_run(2, outcomes={"innovation": -0.0, "own": math.inf}, weekly=None), (2, 1): FAILED}


@pytest.fixture
def store(where):
    """Return a store with six runs of two studies, one of them failed."""
    with open_store(where) as store:
        store.add_study(STUDY, SCENARIOS)
        store.keep(STUDY.key, ROWS)
        other = a_study("=another", names=("nothing", "the other"), begun="2027")
        store.add_study(other, SCENARIOS)
        store.link(other.key, {(0, 1): a_run(0, 1).key})
        store.add_environment({"numpy": "2.2", "mesa": "3.3"})
        yield store


def read_csv(file):
    """Return the rows of a CSV file as dictionaries."""
    with open(file, encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def read_parquet(file):
    """Return the rows of a Parquet file as dictionaries."""
    from pyarrow import parquet

    return parquet.read_table(file).to_pylist()


def read(folder, name, kind):
    """Return the rows of a table."""
    return (read_csv if kind == "csv" else read_parquet)(folder / f"{name}.{kind}")


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_every_run_is_a_row_and_its_numbers_are_exact(store, tmp_path, kind):
    written = export(store, tmp_path / "out", kind=kind)
    assert written == {f"runs.{kind}": 6, f"scenarios.{kind}": 2, f"environments.{kind}": 1, f"weekly.{kind}": 4 * 26}
    assert sorted(os.listdir(tmp_path / "out")) == sorted(written)
    found = {row["run"]: row for row in read(tmp_path / "out", "runs", kind)}
    assert list(found) == sorted(found, key=lambda key: (int(found[key]["replicate"]), key_of_scenario(found[key])))
    nothing = "" if kind == "csv" else None
    for row in ROWS.values():
        there = found[row.key.hex()]
        for name in ("innovation", "retention", "cost", "own"):
            value = row.outcomes.get(name, math.nan)
            assert there[name] == nothing if math.isnan(value) else float(there[name]).hex() == value.hex()
        drawn = row.world.get("assumptions.sessions.transport")
        assert (there["assumptions.sessions.transport"] == nothing) if drawn is None else (
            float(there["assumptions.sessions.transport"]) == drawn
        )  # fmt: skip
        assert (int(there["seed"]), int(there["replicate"])) == (row.seed, row.replicate)
        assert float(there["seconds"]) == row.seconds
        assert (there["status"], there["environment"]) == (row.status, row.environment)
    assert found[a_run(0, 1).key.hex()]["study"] == "a study; =another"
    assert found[a_run(0, 1).key.hex()]["scenario"] == "reverse; the other"
    assert found[FAILED.key.hex()]["error"] == ("'=cmd()\nno" if kind == "csv" else "=cmd()\nno")
    assert float(found[a_run(0).key.hex()]["without_programme.innovation"]) == a_run(0).same_people["innovation"]


def key_of_scenario(row):
    """Return the key of the scenario of a row, by which rows of a replicate are in order."""
    return SCENARIOS[0 if row["scenario"] == "nothing" else 1].key


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_study_is_exported_alone(store, tmp_path, kind):
    written = export(store, tmp_path, kind=kind, study=key_of("=another"))
    (row,) = read(tmp_path, "runs", kind)
    assert written[f"runs.{kind}"] == 1
    assert row["run"] == a_run(0, 1).key.hex()
    assert row["study"] == ("'=another" if kind == "csv" else "=another")
    assert [one["name"] for one in read(tmp_path, "scenarios", kind)] == ["nothing", "the other"]


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_scenarios_environments_and_weeks_have_tables(store, tmp_path, kind):
    export(store, tmp_path, kind=kind)
    for scenario, row in zip(SCENARIOS, read(tmp_path, "scenarios", kind), strict=True):
        assert (row["scenario"], json.loads(row["spec"])) == (scenario.key.hex(), scenario.spec)
    (environment,) = read(tmp_path, "environments", kind)
    assert (environment["numpy"], environment["mesa"]) == ("2.2", "3.3")
    found = [row for row in read(tmp_path, "weekly", kind) if row["run"] == a_run(1, 1).key.hex()]
    kept = a_run(1, 1).weekly
    assert np.array_equal(np.array([float(row["headcount"]) for row in found], np.float32), kept.values[:, 1])
    assert np.array_equal(np.array([float(row["week"]) for row in found], np.float32), kept.values[:, 0])
    assert {(row["scenario"], int(row["weeks"]), int(row["replicate"])) for row in found} == {("reverse", 1, 1)}


def test_runs_need_not_have_the_same_columns(tmp_path):
    odd = {
        (0, 0): a_run(0, weekly=Weekly(("pairs",), np.array([[1.0], [2.0]], np.float32), 13)),
        (0, 1): a_run(0, 1, seed=2**90, outcomes={"status": 3.0, "@b": 4.0, "without_programme.innovation": 5.0}),
    }
    with open_store(tmp_path / "runs.db") as store:
        store.add_study(STUDY, SCENARIOS)
        store.keep(STUDY.key, odd)
        export(store, tmp_path, kind="csv")
        export(store, tmp_path, kind="parquet")
    one, other = sorted(read_csv(tmp_path / "runs.csv"), key=lambda row: row["scenario"])
    assert (one["outcome.status"], one["'@b"], other["outcome.status"], other["'@b"]) == ("", "", "3.0", "4.0")
    assert other["without_programme.innovation"] == "5.0"
    assert float(other["outcome.without_programme.innovation"]) == odd[0, 1].same_people["innovation"]
    assert (other["status"], other["seed"]) == ("done", str(2**90))
    assert {row["seed"] for row in read_parquet(tmp_path / "runs.parquet")} == {"7", str(2**90)}
    weeks = [row for row in read_csv(tmp_path / "weekly.csv") if row["scenario"] == "nothing"]
    assert [(row["week"], row["weeks"], row["pairs"], row["headcount"]) for row in weeks] == [
        ("0", "13", "1.0", ""), ("13", "13", "2.0", ""),
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_an_empty_store_has_empty_tables(tmp_path, kind):
    with open_store(tmp_path / "runs.db") as store:
        assert set(export(store, tmp_path, kind=kind).values()) == {0}
    assert read(tmp_path, "runs", kind) == []


def test_a_table_is_there_whole_or_as_it_was(store, tmp_path, monkeypatch):
    export(store, tmp_path, kind="csv")
    before = (tmp_path / "runs.csv").read_bytes()
    monkeypatch.setattr(sheets, "cell", lambda value: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        export(store, tmp_path, kind="csv")
    assert (tmp_path / "runs.csv").read_bytes() == before
    assert not list(tmp_path.glob(".*"))


def test_where_tables_cannot_be_written_it_is_said(store, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "none" / "out"):
        with pytest.raises(Refused, match="no folder to write to"):
            export(store, folder, kind="csv")
    monkeypatch.setattr(sheets, "find_spec", lambda name: None)
    with pytest.raises(Refused, match=r"pip install 'mentorlab\[parquet\]'"):
        export(store, tmp_path, kind="parquet")


def test_what_is_held_is_little_of_what_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(sheets, "GROUP", 40)
    monkeypatch.setattr(export_module, "AT_ONCE", 40)
    with open_store(tmp_path / "runs.db") as store:
        store.add_study(STUDY, SCENARIOS)
        store.keep(STUDY.key, {(r, 0): a_run(r, leavers=None) for r in range(800)})
        export(store, tmp_path, kind="csv")
        export(store, tmp_path, kind="parquet")
        for kind in ("csv", "parquet"):
            tracemalloc.start()
            export(store, tmp_path, kind=kind)
            _, most = tracemalloc.get_traced_memory()
            tracemalloc.stop()
            assert most < (tmp_path / "weekly.csv").stat().st_size / 2


@pytest.mark.usefixtures("store")
def test_the_command_writes_both_kinds_and_says_so(where, tmp_path, capsys):
    answer = export_command(where, csv=str(tmp_path / "c"), parquet=str(tmp_path / "p"), study="a study")
    answer.show(console())
    said = capsys.readouterr().out
    assert f"Wrote {tmp_path / 'c' / 'runs.csv'}: 6 rows" in said
    assert {one["file"]: one["rows"] for one in answer.data["files"]}[str(tmp_path / "p" / "weekly.parquet")] == 104
    with pytest.raises(Refused, match="--csv DIR"):
        export_command(where)
