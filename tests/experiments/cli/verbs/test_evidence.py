"""`mentorlab evidence`: by grade, filtered, as JSON and as the page in docs."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import mentorlab
from mentorlab.agents.base.refusal import Refused
from mentorlab.experiments.cli import main as cli
from mentorlab.experiments.cli.verbs.evidence import chosen, evidence, statement
from mentorlab.scenarios.evidence.benefits import BENEFITS, NOT_USED
from mentorlab.scenarios.evidence.ledger import ledger
from mentorlab.scenarios.evidence.studies import NEAREST, STUDIES

PAGE = Path(mentorlab.__file__).parent / "docs" / "evidence.md"


@pytest.fixture
def asked(capsys):
    """Return a function that runs the command and returns its exit code and output."""

    def ask(*arguments: str) -> tuple[int, str]:
        code = cli.answered(["evidence", *arguments])
        return code, capsys.readouterr().out

    return ask


def test_the_page_in_docs_is_what_the_command_writes(asked) -> None:
    code, out = asked("--markdown")
    assert code == 0
    assert PAGE.read_text("utf-8") == out, "run: mentorlab evidence --markdown > docs/evidence.md"


def test_the_page_shows_every_number_every_benefit_and_every_claim_not_used() -> None:
    page = PAGE.read_text("utf-8")
    for row in ledger():
        assert (f"| {row.path} |" in page) == (row.kind != "definition")
    assert all(one.claim in page and one.mechanism in page for one in BENEFITS)
    assert all(one.claim in page and one.why in page for one in NOT_USED)
    assert "Grade D" not in page
    assert page.index("## Grade A") < page.index("## Grade B") < page.index("## Grade C") < page.index("## Assumptions")


def test_the_statement_counts_each_number_once() -> None:
    told = statement(ledger())
    counts = r"Of (\d+) numbers .* (\d+) rest on assumption; for (\d+) .*; for (\d+) it"
    whole, assumed, part, settled = map(int, re.search(counts, told).groups())
    assert told.startswith("No randomised study has measured what reverse mentoring at work does")
    assert all(one.source.citation in told for one in NEAREST)
    assert whole == assumed + part + settled == sum(row.kind == "assumption" for row in ledger())
    assert assumed > whole / 2


def test_as_json_it_has_all_rows_and_what_they_rest_on(asked) -> None:
    code, out = asked("--json")
    data = json.loads(out)["data"]
    assert code == 0
    assert len(data["rows"]) == len(ledger()) == sum(data["counts"].values())
    assert data["counts"]["D"] == 0
    by_path = {row["path"]: row for row in data["rows"]}
    assert by_path["assumptions.learning.forgetting"] == {
        "path": "assumptions.learning.forgetting", "kind": "assumption", "default": 0.0145,
        "unit": "share of an unused gain lost per week", "low": 0.0106, "high": 0.0246, "plausible": ".0106 to .0246",
        "citation": "Tatel & Ackerman 2025, Psychological Bulletin, 10.1037/bul0000481", "grade": "A",
        "verified": "verified", "settles": "value",
        "finding": "half of an unused gain is gone after 11 months (6.5-15); motor skill",
    }  # fmt: skip
    assert {one["grade"] for one in data["not_used"]} == {"D"}
    assert len(data["benefits"]) == len(BENEFITS)
    assert [one["source"]["citation"] for one in data["studies"]] == [one.source.citation for one in STUDIES]


@pytest.mark.parametrize(
    ("about", "shown", "not_shown"),
    [
        ("sessions", "assumptions.sessions.quality", "assumptions.learning.rate"),
        ("policy.length_weeks", "policy.length_weeks", "policy.share"),
        ("kluger", "assumptions.feedback.harm", "assumptions.feedback.lift_junior"),
        ("B", "assumptions.money.replacement", "assumptions.learning.forgetting"),
    ],
)
def test_a_word_asks_for_the_rows_about_it(about: str, shown: str, not_shown: str, asked) -> None:
    paths = [row.path for row in chosen(ledger(), about)]
    assert shown in paths
    assert not_shown not in paths
    code, out = asked(about)
    assert code == 0
    assert shown in out
    assert NOT_USED[0].claim[:20] not in out


@pytest.mark.parametrize(
    ("about", "here"),
    [("burmeister", "learning.rate_training"), ("erev", "sets no number"), ("learning.wrong", "Kellogg")],
)
def test_a_study_is_found_by_its_author_and_by_what_it_changes(about: str, here: str, asked) -> None:
    code, out = asked(about, "--markdown")
    assert code == 0
    assert "## Studies near to reverse mentoring" in out
    assert here in out


def test_what_nothing_is_about_is_refused_with_the_word_that_may_be_meant() -> None:
    with pytest.raises(Refused, match="Did you mean 'sessions'"):
        evidence("sesions", as_markdown=False)
    with pytest.raises(Refused, match="an author, or a grade"):
        evidence("zzz", as_markdown=False)
