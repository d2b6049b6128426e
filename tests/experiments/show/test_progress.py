"""Progress: a bar where somebody watches and work takes longer than a moment, and silence everywhere else."""

from __future__ import annotations

import io
import sys
from time import sleep

import pytest

import mentorlab as ml
from mentorlab.experiments.show import progress
from mentorlab.experiments.show.progress import Pace, shown


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def watched(monkeypatch):
    """Return a function that makes standard error a terminal; called in the test, as pytest sets it for each phase."""

    def terminal() -> Terminal:
        monkeypatch.setattr(sys, "stderr", Terminal())
        return sys.stderr

    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(progress, "AFTER", 0.05)
    return terminal


def work(asked, seconds: float) -> None:
    with shown(asked, "futures") as moved:
        for done in range(1, 4):
            sleep(seconds / 3)
            if moved:
                moved(done, 3)


def test_a_terminal_shows_a_bar_that_goes_when_all_is_done(watched):
    terminal = watched()
    work(True, 0.5)
    said = terminal.getvalue()
    assert "futures" in said
    assert "2/3" in said
    assert said.endswith("\x1b[2K")  # the line is wiped


def test_work_of_a_moment_shows_nothing(watched, monkeypatch):
    terminal = watched()
    monkeypatch.setattr(progress, "AFTER", 5.0)
    work(True, 0.0)
    assert terminal.getvalue() == ""


@pytest.mark.parametrize("asked", [False, None])
def test_who_asks_for_silence_has_it_on_a_terminal_too(watched, asked):
    terminal = watched()
    work(asked, 0.2)
    assert terminal.getvalue() == ""


def test_a_function_of_ones_own_is_called_and_nothing_else_is_shown(watched):
    terminal = watched()
    told = []
    work(lambda done, total: told.append((done, total)), 0.2)
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert terminal.getvalue() == ""


def test_nothing_is_written_where_nobody_watches(monkeypatch, capsys):
    monkeypatch.setattr(progress, "AFTER", 0.0)
    work(True, 0.1)
    assert capsys.readouterr() == ("", "")
    monkeypatch.setattr(sys, "stderr", None)  # a process without a console has none
    work(True, 0.1)


def test_the_bar_goes_with_work_that_breaks_off(watched):
    terminal = watched()

    def interrupted(bar) -> None:
        with bar:
            sleep(0.3)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted(shown(True, "futures"))
    assert terminal.getvalue().endswith("\x1b[2K")


def test_every_question_of_many_futures_shows_one_bar(watched, small, monkeypatch):
    """A sweep and a why are comparisons inside, which show none of their own."""
    monkeypatch.setattr(progress, "AFTER", 0.0)
    terminal = watched()
    fast = small(employees=40, weeks=4)
    ml.compare([small(employees=40, weeks=4, arm="none"), fast], replicates=2, jobs=1)
    assert "simulated futures, 2 scenarios each" in terminal.getvalue()
    for ask, said in (
        (lambda **more: ml.sweep(fast, {"feedback": [0, 2]}, replicates=2, jobs=1, **more), "of 2 policies"),
        (lambda **more: ml.why(fast, small(employees=40, weeks=4, arm="none"), mechanisms=["crowding"],
                               replicates=2, jobs=1, **more), "without each of 1 mechanism"),
    ):  # fmt: skip
        terminal.truncate(0)
        ask()
        assert said in terminal.getvalue()
        assert "scenarios each" not in terminal.getvalue()
        terminal.truncate(0)
        ask(progress=False)
        assert terminal.getvalue().strip("\0") == ""


def test_time_left_is_told_by_what_came_after_the_first():
    pace = Pace()
    assert pace.left(0.0, 0, 5) is None
    assert pace.left(60.0, 1, 5) is None  # it also loaded the model
    assert pace.left(62.0, 2, 5) == 6.0
    assert pace.left(70.0, 5, 5) is None
