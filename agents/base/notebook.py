"""What a notebook shows: whether one is there, and a short table that can be read aloud."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

MOST_ROWS = 12
"""How many rows a table shows; the others are counted."""
LEFT, RIGHT = (f"text-align: {side}; padding: 0.15em 0.8em 0.15em 0; vertical-align: top" for side in ("left", "right"))


def shell() -> Any:
    """Return the IPython that runs this process, or None; nothing is imported to find out."""
    get_ipython = getattr(sys.modules.get("IPython"), "get_ipython", None)
    return get_ipython() if get_ipython else None


def in_notebook() -> bool:
    """Tell whether what is displayed here goes to a notebook, and not to a terminal."""
    return getattr(shell(), "kernel", None) is not None


def html_table(
    caption: str, headings: Sequence[str], rows: Sequence[Sequence[object]], *, also: Iterable[str] = ()
) -> str:
    """Return a table as HTML, all of it escaped: the first rows, how many more there are, and lines below it.

    The first cell of a row is its heading. Columns of numbers are set to the right.

    >>> html_table("Two", ["who", "how many"], [["<a>", 1]]).count("&lt;a&gt;")
    1
    """
    shown = [[str(cell) for cell in row] for row in rows[:MOST_ROWS]]
    of_numbers = [all(is_number(row[at]) for row in shown) for at in range(1, len(headings))]
    looks = [LEFT, *(RIGHT if numbers else LEFT for numbers in of_numbers)]
    headed = [f'<th scope="col" style="{look}">{escape(one)}</th>' for one, look in zip(headings, looks, strict=True)]
    lines = [f"<thead><tr>{''.join(headed)}</tr></thead>", "<tbody>"]
    for first, *rest in shown:
        cells = [f'<td style="{look}">{escape(cell)}</td>' for cell, look in zip(rest, looks[1:], strict=True)]
        lines.append(f'<tr><th scope="row" style="{LEFT}">{escape(first)}</th>{"".join(cells)}</tr>')
    lines.append("</tbody>")
    if (more := len(rows) - MOST_ROWS) > 0:
        lines.append(f'<tfoot><tr><td colspan="{len(headings)}" style="{LEFT}">and {more:,} more</td></tr></tfoot>')
    top = f'<caption style="text-align: left; caption-side: top">{escape(caption)}</caption>'
    below = [f"<p>{escape(line)}</p>" for line in also]
    return "\n".join(['<table style="min-width: 36em">', top, *lines, "</table>", *below])


def is_number(cell: str) -> bool:
    """Tell whether a cell is a number, such as "+1,234.5", and not words."""
    return cell.lstrip("+-").replace(",", "").replace(".", "").isdigit()
