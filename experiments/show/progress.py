"""How far a study has come: a bar in a notebook or on a terminal, or else a line now and then.

Only the process that was asked writes, to standard error or into the notebook; workers are silent.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape
from importlib import import_module
from threading import Timer
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeAlias

from ...agents.base.notebook import in_notebook

if TYPE_CHECKING:
    from ...sim.calibration.calibrate import Progress

AFTER = 1.0
"""Seconds before a bar is shown: what is done by then needs none."""
FIRST_LINE, EVERY = 2.0, 10.0
"""Seconds before the first line, and from line to line."""
REDRAWN = 0.25
"""Seconds from one picture of a notebook's bar to the next."""

Shown: TypeAlias = "Progress | bool | None"
"""How progress is shown: by a function of yours, by a bar (True), or not at all (False, None)."""


@contextmanager
def shown(asked: Shown, what: str) -> Iterator[Progress | None]:
    """Yield the function that was given; for True one that moves a bar, if a notebook or a terminal is there to watch.

    Nothing is yielded, and nothing written, where nobody asked or nobody watches.
    """
    if callable(asked):
        yield asked
    elif asked and in_notebook():
        with bar_in_notebook(what) as moved:
            yield moved
    elif asked and sys.stderr is not None and sys.stderr.isatty():
        with bar_of(what) as moved:
            yield moved
    else:
        yield None


@contextmanager
def progress(what: str, *, bar: bool | None = None) -> Iterator[Progress]:
    """Yield a function to call with the number done and the number there are."""
    if sys.stderr.isatty() if bar is None else bar:
        with bar_of(what) as moved:
            yield moved
    else:
        yield lines_of(what)


@contextmanager
def bar_of(what: str) -> Iterator[Progress]:
    """Show a bar with the time left."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(),
        TimeElapsedColumn(), TextColumn("left:"), TimeRemainingColumn(),
    )  # fmt: skip
    bar = Bar(*columns, console=Console(stderr=True), transient=True)
    task = bar.add_task(what, total=None)

    def end() -> None:
        if bar.live.is_started:
            bar.stop()

    with after_a_moment(bar.start, end):
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def bar_in_notebook(what: str) -> Iterator[Progress]:
    """Show a bar below the cell, which goes when all is done."""
    display = import_module("IPython.display").display  # the notebook has it; elsewhere it need not be installed
    pace, drawn, at = Pace(), 0.0, (0, 0)
    handle: Any = None

    def picture() -> dict[str, str]:
        done, total = at
        left = pace.left(monotonic(), done, total)
        text = f"{done:,} of {total:,}" if total else ""
        text += "" if left is None else f", about {left:.0f} s left"
        value = f' value="{done}" max="{total}"' if total else ""
        bar = f"<label>{escape(what)}: <progress{value}>{text}</progress> {text}</label>"
        return {"text/plain": f"{what}: {text}", "text/html": bar}

    def begin() -> None:
        nonlocal handle
        handle = display(picture(), raw=True, display_id=True)

    def moved(done: int, total: int) -> None:
        nonlocal at, drawn
        at, now = (done, total), monotonic()
        if handle is not None and now - drawn >= REDRAWN:
            drawn = now
            handle.update(picture(), raw=True)

    def end() -> None:
        if handle is not None:
            handle.update({"text/plain": "", "text/html": ""}, raw=True)

    with after_a_moment(begin, end):
        yield moved


@contextmanager
def after_a_moment(begin: Callable[[], Any], end: Callable[[], Any]) -> Iterator[None]:
    """Have something begin if what is done here takes longer than a moment, and end with it, however it ends."""
    timer = Timer(AFTER, begin)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        end()


class Pace:
    """How long the rest takes, by what was done since the first was: that one also loads the model."""

    def __init__(self) -> None:
        self.first: tuple[float, int] | None = None

    def left(self, now: float, done: int, total: int) -> float | None:
        """Return the seconds left, None where that is not known yet or nothing is left."""
        if self.first is None:
            self.first = (now, done) if done else None
        elif self.first[1] < done < total:
            return (now - self.first[0]) / (done - self.first[1]) * (total - done)
        return None


def lines_of(what: str, *, clock: Callable[[], float] = monotonic) -> Progress:
    """Return a function that writes a line after two seconds and then every ten, none when all is done."""
    last, begun, pace = clock(), False, Pace()

    def moved(done: int, total: int) -> None:
        nonlocal last, begun
        now = clock()
        left = pace.left(now, done, total)
        if left is not None and now - last >= (EVERY if begun else FIRST_LINE):
            print(f"{what}: {done} of {total}, about {left:.0f} s left", file=sys.stderr, flush=True)
            last, begun = now, True

    return moved
