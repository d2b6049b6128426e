"""The tables of a store, and how an older store becomes one of today."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
)

APPLICATION = "mentorlab"
SCHEMA = 3
"""The version of the tables below; raise it with a step in `migrations.py`."""

tables = MetaData()

meta = Table("meta", tables, Column("key", Text, primary_key=True), Column("value", Text, nullable=False))

environment = Table(
    "environment", tables, Column("fingerprint", Text, primary_key=True), Column("spec", Text, nullable=False)
)

scenario = Table(
    "scenario",
    tables,
    Column("key", LargeBinary, primary_key=True),
    Column("spec", Text, nullable=False),
    Column("seal", LargeBinary),  # a digest of the row
)

study = Table(
    "study",
    tables,
    Column("key", LargeBinary, primary_key=True),
    Column("name", Text, nullable=False),
    Column("asked", Text, nullable=False),
    Column("planned", BigInteger, nullable=False),
    Column("environment", Text, nullable=False),
    Column("begun", Text, nullable=False),
    Column("seal", LargeBinary),  # a digest of the row and of its scenarios
)

study_scenario = Table(
    "study_scenario",
    tables,
    Column("study", LargeBinary, ForeignKey("study.key"), nullable=False),
    Column("place", Integer, nullable=False),
    Column("scenario", LargeBinary, ForeignKey("scenario.key"), nullable=False),
    Column("name", Text, nullable=False),
    PrimaryKeyConstraint("study", "place"),
)

run = Table(  # what is small stands first: SQLite reads a long row only as far as it must
    "run",
    tables,
    Column("id", LargeBinary, primary_key=True),
    Column("scenario", LargeBinary, ForeignKey("scenario.key"), nullable=False),
    Column("seed", Text, nullable=False),  # a whole number of any size
    Column("replicate", BigInteger, nullable=False),
    Column("status", Text, nullable=False),
    Column("seconds", Double, nullable=False),
    Column("environment", Text, nullable=False),
    Column("kept_at", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("content", LargeBinary),  # RunRow.content, so that stores can be compared without reading runs
    Column("seal", LargeBinary),  # a digest of the row but its weekly values, and one of these
    Column("world", Text, nullable=False),
    Column("outcomes", Text, nullable=False),
    Column("same_people", Text, nullable=False),
    Column("error", Text, nullable=False),
    Column("leavers", LargeBinary),
    Column("weekly", LargeBinary),
    CheckConstraint("status IN ('done', 'failed', 'lost')", name="run_status"),
)

study_run = Table(
    "study_run",
    tables,
    Column("study", LargeBinary, ForeignKey("study.key"), nullable=False),
    Column("replicate", BigInteger, nullable=False),
    Column("place", Integer, nullable=False),
    Column("run", LargeBinary, ForeignKey("run.id"), nullable=False),
    PrimaryKeyConstraint("study", "replicate", "place"),
    Index("study_run_run", "run"),
)

driver = Table(  # one row, of who holds the store, or held it last and ended without releasing it
    "driver",
    tables,
    Column("host", Text, nullable=False),
    Column("pid", BigInteger, nullable=False),
    Column("began", Text, nullable=False),
    Column("seen", Text, nullable=False),
    Column("study", LargeBinary),
)
