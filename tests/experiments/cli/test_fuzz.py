"""Mistaken files and settings, a few of the thousands that `python benchmarks/fuzz.py 10000` tries of each kind."""

from __future__ import annotations

import pytest
from fuzz import KINDS, gone_wrong, main, tried

from mentorlab.agents.base.refusal import Problem, Refused

EXAMPLES = {"study": 25, "option": 40, "run": 40}
"""How many are tried here: of what takes long only a few."""


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_is_handed_over_is_read_or_refused_with_a_sentence(kind):
    assert tried(kind, EXAMPLES.get(kind, 100)) == {}


def test_an_internal_error_is_found_with_its_place_and_a_refusal_is_none(tmp_path, monkeypatch, capsys):
    def asks(said, folder):
        raise {"no": Refused(Problem("must be yes.")), "empty": Refused(Problem(" "))}.get(said, KeyError(said))

    assert gone_wrong(asks, "no", tmp_path) is None
    assert gone_wrong(asks, "empty", tmp_path)[0] == "a refusal without a sentence"
    assert "KeyError" in gone_wrong(asks, "other", tmp_path)[0]
    monkeypatch.setitem(KINDS, "ties", (KINDS["ties"][0], asks))
    assert main(["10", "--kinds", "ties"]) == 1
    assert "1 internal error" in capsys.readouterr().out
