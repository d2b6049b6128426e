"""Tables and graphs passed in Python: as the text that a file would have, so that they are read by the same rules."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from ...base.refusal import Problem, Refused
from ...base.text_table import Table, cell_text
from .cell_checks import column_name

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd


@dataclass(frozen=True, eq=False, repr=False)
class Frame:
    """A DataFrame or networkx graph as it was when it was passed; equal to another of the same content.

    Neither the order of rows nor their labels are content. A study that is kept has only `digest` and `about`:
    read back, it has no `table` until the same is passed again.
    """

    about: str
    digest: str
    table: Table | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Frame) and other.digest == self.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __str__(self) -> str:
        return f"{self.about} ({self.digest[:8]})"

    __repr__ = __str__

    @property
    def bare(self) -> Frame:
        """The same without its table: what is kept in a store, and sent to those who work on a study."""
        return Frame(self.about, self.digest)

    def there(self) -> Table:
        """Return the table; raise `Refused` where it is not there."""
        if self.table is None:
            raise not_there([self])
        return self.table


def not_there(frames: Sequence[Frame]) -> Refused:
    """Return what to say of frames of which only the digest was kept, with how to go on."""
    message = (
        f"this was made in Python from {' and '.join(map(str, frames))}, and a store keeps only this description of it."
    )
    hint = (
        "Continue in Python: call ml.compare or ml.sweep as before, with the same tables and "
        "this store; runs kept there "
        "are only read. To compute runs again, use Replayer(store, frames=[...]) of experiments.runs.replay."
    )
    return Refused(Problem(message, hint, "frame", field="organisation"))


@dataclass(frozen=True)
class GraphTable(Table):
    """The edges of a graph as a table of `source`, `target` and what edges carry."""

    nodes: tuple[str, ...] = ()
    mutual: bool = False
    """Whether an edge says as much of one end as of the other."""


def is_handed_over(value: object) -> bool:
    """Tell whether something is a DataFrame, a graph or a `Frame`; loads neither pandas nor networkx."""
    return isinstance(value, Frame) or _is(value, "pandas", "DataFrame") or _is(value, "networkx", "Graph")


def _is(value: object, package: str, name: str) -> bool:
    loaded = sys.modules.get(package)  # whoever hands one over has loaded it
    return loaded is not None and isinstance(value, getattr(loaded, name, ()))


def frame_of(value: Any) -> Frame:
    """Return a table or graph that is passed as a `Frame`; raise `Refused` for what cannot be a table.

    >>> import networkx as nx
    >>> frame_of(nx.path_graph(3))
    a Graph of 3 nodes and 2 edges (...)
    """
    if isinstance(value, Frame):
        return value
    name = type(value).__name__
    if _is(value, "networkx", "Graph"):
        table: Table = table_of_graph(value, name)
        about = f"a {name} of {value.number_of_nodes():,} nodes and {value.number_of_edges():,} edges"
    elif _is(value, "pandas", "DataFrame"):
        table = table_of_frame(value, name)
        about = f"a {name} of {len(table.rows):,} rows and {len(table.header):,} columns"
    else:
        message = f"a table is a file's name, a pandas DataFrame or, of ties, a networkx graph, not of type {name}."
        raise Refused(Problem(message, "Make a DataFrame of it.", "type"))
    content = [name if isinstance(table, GraphTable) else "", table.header, sorted(table.rows)]
    if isinstance(table, GraphTable):
        content.append(sorted(table.nodes))
    return Frame(about, blake2b(repr(content).encode(), digest_size=16).hexdigest(), table)


def table_of_frame(frame: pd.DataFrame, name: str) -> Table:
    """Return a DataFrame as a table of text; an index with a name is a column too."""
    labels = tuple(map(str, frame.index))
    named = [level for level in frame.index.names if level is not None and level not in frame.columns]
    if named:
        frame = frame.reset_index(level=named)
    if not len(frame) or not len(frame.columns):
        raise Refused(Problem("has no rows.", "A table has a row for each person or for each tie.", "empty", file=name))
    if frame.columns.nlevels > 1:
        hint = "Give each column one name, for example frame.columns.droplevel(0)."
        raise Refused(Problem("its columns have names of several levels.", hint, "format", file=name))
    columns = []
    for at in range(len(frame.columns)):
        cells = frame.iloc[:, at]
        columns.append([
            "" if blank else _text(cell) for cell, blank in zip(cells.tolist(), cells.isna().tolist(), strict=True)
        ])  # fmt: skip
    rows = [list(row) for row in zip(*columns, strict=True)]
    header = tuple(column_name(str(column)) for column in frame.columns)
    return Table(name, header, rows, list(range(1, len(rows) + 1)), [], (), (), labels, name)


def table_of_graph(graph: nx.Graph, name: str) -> GraphTable:
    """Return the edges of a graph as a table of text, parallel ones each in a row, and what they carry as columns.

    Of a directed graph the source names the target. What no edge carries, or carries as None, makes no column.
    """
    text = {node: _text(node).strip() for node in graph}
    alike = [node for node, times in Counter(text.values()).items() if times > 1]
    if alike:
        message = f"several nodes are called '{alike[0]}' when written as text."
        raise Refused(Problem(message, "Name nodes by employee ids, all texts or all numbers.", "duplicate", file=name))
    edges = []
    for one, other, carried in graph.edges(data=True):
        ends = (text[one], text[other])
        edges.append((ends if graph.is_directed() else tuple(sorted(ends)), carried))
    edges.sort(key=lambda edge: edge[0])
    said = {key for _, carried in edges for key, value in carried.items() if not _is_nothing(value)}
    keys = sorted(key for key in said if isinstance(key, str) and key not in ("source", "target"))
    rows = [
        [*ends, *("" if _is_nothing(carried.get(key)) else _text(carried[key]) for key in keys)]
        for ends, carried in edges
    ]
    labels = tuple(f"{one} - {other}" for (one, other), _ in edges)
    numbers = list(range(1, len(rows) + 1))
    return GraphTable(
        name, ("source", "target", *keys), rows, numbers, [], (), (), labels, name,
        nodes=tuple(text.values()), mutual=not graph.is_directed(),
    )  # fmt: skip


def _is_nothing(value: Any) -> bool:
    return value is None or (isinstance(value, float) and value != value)


def _text(value: Any) -> str:
    """Return a cell or node as the text a CSV would have; several values are separated as there."""
    return "; ".join(map(cell_text, value)) if isinstance(value, list | set | frozenset) else cell_text(value)
