"""How far a study is, on standard error: a bar with the time left, or a line now and then where nobody watches."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

FIRST_LINE, EVERY = 2.0, 10.0  # seconds

Progress = Callable[[int, int], None]


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
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def lines_of(what: str, *, clock: Callable[[], float] = monotonic) -> Progress:
    """Return a function that writes a line after two seconds and then every ten, none when all is done."""
    last, shown = clock(), False
    first: tuple[float, int] | None = None  # the first to be done also loads the model: it tells little about the rest

    def moved(done: int, total: int) -> None:
        nonlocal last, shown, first
        now = clock()
        if first is None:
            first = (now, done) if done else None
        elif first[1] < done < total and now - last >= (EVERY if shown else FIRST_LINE):
            left = (now - first[0]) / (done - first[1]) * (total - done)
            print(f"{what}: {done} of {total}, about {left:.0f} s left", file=sys.stderr, flush=True)
            last, shown = now, True

    return moved
