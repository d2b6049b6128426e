"""mentorlab evidence: show the source, grade and range of every number of the model. Studies near to reverse mentoring
and the popular claims that are not used are listed too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from ....agents.base.parameters import Source
from ....agents.base.refusal import Problem, Refused, did_you_mean
from ....scenarios.evidence.benefits import BENEFITS, NOT_USED
from ....scenarios.evidence.ledger import GRADES, SETTLED, Row, cited, ledger, word
from ....scenarios.evidence.studies import NEAREST, STUDIES, Study
from ....scenarios.evidence.targets import TARGETS
from ..options.records import option
from ..tables.answers import Answer, clean, table

if TYPE_CHECKING:
    from rich.console import Console

MEANS = {
    "A": "randomised, or a large meta-analysis",
    "B": "good observation, official statistics",
    "C": "one firm, few people, simulation, theory",
    "assumption": "no source",
}
HEADINGS = ("what", "default", "unit", "plausible", "source", "followed")


class Section(NamedTuple):
    """A table with its title."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]


def evidence(
    about: Annotated[
        str | None,
        typer.Argument(help="Only these: a part of a path (sessions), an author, or a grade: A, B, C, assumption."),
    ] = None,
    as_markdown: Annotated[bool, option("--markdown", "Answer with a page of Markdown.")] = False,
) -> Answer:
    """Answer what the model rests on, all of it or the rows about one thing: a part of a path, a source or a grade."""
    studies = [one for one in STUDIES if about is None or is_about(one, about)]
    rows = chosen(ledger(), about, refusing=not studies)
    sections = list(sections_of(rows, studies, everything=about is None))
    summary = statement(ledger())
    data = {
        "statement": summary,
        "counts": {grade: sum(row.source.grade == grade for row in rows) for grade in GRADES},
        "rows": [as_record(row) for row in rows],
        "benefits": [
            {**one._asdict(), "evidence": one.evidence._asdict()} for one in BENEFITS
        ],
        "studies": [{**one._asdict(), "source": one.source._asdict()} for one in studies],
        "targets": [{**one._asdict(), "source": one.source._asdict()} for one in TARGETS],
        "not_used": [{**one._asdict(), "grade": "D"} for one in NOT_USED],
    }  # fmt: skip

    def show(console: Console) -> None:
        if as_markdown:
            print(markdown(sections, summary), end="")
            return
        for section in sections:
            shown = table(*section.headings, title=section.title)
            shown.columns[0].no_wrap = section.headings is HEADINGS  # a path is to be copied
            for row in section.rows:
                shown.add_row(*map(clean, row))
            console.print(shown)
        console.print(summary)

    return Answer(data, show)


def is_about(study: Study, about: str) -> bool:
    """Tell whether a study is by somebody, changes a number of this path, or is of this grade."""
    if about in GRADES:
        return study.source.grade == about
    return about.casefold() in f"{study.source.citation} {study.use}".casefold()


def chosen(rows: list[Row], about: str | None, *, refusing: bool = True) -> list[Row]:
    """Return the rows about something, or refuse what nothing is about."""
    if about is None:
        return rows
    if about in GRADES and about != "D":
        return [row for row in rows if row.source.grade == about]
    asked = about.casefold()
    found = [row for row in rows if asked in row.path.casefold() or asked in row.source.citation.casefold()]
    if refusing and not found:
        known = sorted({part for row in rows for part in row.path.split(".")})
        hint = did_you_mean(about, known) or "Name a part of a path such as sessions, an author, or a grade."
        raise Refused(Problem(f"no number of the ledger is about '{about}'.", hint, "unknown", value=about))
    return found


def sections_of(rows: list[Row], studies: list[Study], *, everything: bool) -> Iterator[Section]:
    """Yield the rows by grade, best first, and studies; if all is asked for, benefits, targets, unused claims."""
    for grade in GRADES:
        of_grade = [row for row in rows if row.source.grade == grade and row.kind != "definition"]
        if of_grade:
            lines = [
                (row.path, word(row.default), row.unit, row.plausible, cited(row.source), row.source.verified)
                for row in of_grade
            ]
            label = "Assumptions" if grade == "assumption" else f"Grade {grade}"
            yield Section(f"{label}: {len(lines)} ({MEANS[grade]})", HEADINGS, lines)
    if studies:
        yield Section(
            f"Studies near to reverse mentoring: {len(studies)}",
            ("study", "grade", "design", "found", "here", "followed"),
            [
                (one.source.citation, one.source.grade, one.design, one.finding, one.use, one.source.verified)
                for one in studies
            ],
        )
    if not everything:
        return
    entries = {row.path: row for row in ledger()}
    yield Section(
        "What reverse mentoring is said to do",
        ("benefit", "mechanism", "rates, each from 0", "shown by", "fades by", "of reverse mentoring itself"),
        [
            (
                f"{one.name}: {one.claim}",
                one.mechanism,
                "; ".join(f"{rate} ({graded(entries[f'assumptions.{rate}'].source)})" for rate in one.rates),
                one.outcome,
                "; ".join(one.fades),
                f"{cited(one.evidence)} ({one.evidence.grade})",
            )
            for one in BENEFITS
        ],
    )
    yield Section(
        "What numbers may be fitted to",
        ("", "target", "value", "tolerance", "grade", "source", "followed"),
        [
            (one.name, one.what, word(one.target), f"{word(one.low)} to {word(one.high)}", one.source.grade,
             cited(one.source), one.source.verified)
            for one in TARGETS
        ],
    )  # fmt: skip
    yield Section(
        "Claims not used: grade D sets no number and is no target",
        ("claim", "by", "why not"),
        [tuple(one) for one in NOT_USED],
    )


def graded(source: Source) -> str:
    """Return the grade of a source with what it settles: an A may be for a sign only."""
    return ", ".join(filter(None, (source.grade, SETTLED[source.settles])))


def statement(rows: list[Row]) -> str:
    """Return the plain statement of what the model rests on."""
    numbers = [row for row in rows if row.kind == "assumption"]
    assumed = sum(row.source.grade == "assumption" for row in numbers)
    settled = sum(row.settled for row in numbers)
    part = len(numbers) - assumed - settled
    nearest = "; ".join(one.source.citation for one in NEAREST)
    kinds = Counter(row.kind for row in rows)
    return (
        "No randomised study has measured what reverse mentoring at work does to innovation, inclusion or retention. "
        f"Three come close and do not measure these: {nearest}. "
        f"Of {len(numbers)} numbers that may be set, {assumed} rest on assumption; for {part} a source gives the sign "
        f"or the shape and the size is assumed; for {settled} it gives the size. Beside them stand "
        f"{kinds['constant']} constants of the code and {kinds['policy']} defaults of what is chosen. "
        "Sources are about ordinary mentoring, exchange of knowledge and contact between groups; "
        "`assumptions.transport` scales what is borrowed. Nothing of grade D is used."
    )


def as_record(row: Row) -> dict[str, Any]:
    """Return a row as JSON has it; tables become lists."""
    return {
        "path": row.path,
        "kind": row.kind,
        "default": row.default,
        "unit": row.unit,
        "low": row.low,
        "high": row.high,
        "plausible": row.plausible,
        **row.source._asdict(),
    }


def markdown(sections: Sequence[Section], summary: str) -> str:
    """Return the page docs/evidence.md."""
    lines = ["# What the model rests on", "", summary, ""]
    lines += ["Written by `mentorlab evidence --markdown`; do not edit. Smallest effects of interest are conventions,"]
    lines += [
        "listed by `mentorlab list outcomes`. What a variant does without (a word of thanks costs nothing) has no"
    ]
    lines += ["line here; `--json` has it.", ""]
    for section in sections:
        lines += [f"## {section.title}", "", _line(section.headings), _line(["---"] * len(section.headings))]
        lines += [_line(row) for row in section.rows]
        lines.append("")
    return "\n".join(lines)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
