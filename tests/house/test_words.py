"""Words that a stranger would not understand stand in no text that users read."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

import mentorlab

ROOT = Path(mentorlab.__file__).parent
FOLDERS = ("agents", "scenarios", "sim", "experiments")

INSTEAD = {
    r"roads?": "algorithm, method or way",
    r"told": "reported, recognised, asked, or say who says it",
    r"sits? out": "does not take part, or is not paired",
    r"show it": "make it clear",
    r"g(o|oes|one|oing) through": "pass, read, try or list",
    r"the books": "the costs",
    r"laborator(y|ies)": "testbed",
    r"sp(eak|eaks|oke) for an? pair": "is a reason for a pair",
    r"(a|the|its|their|all|what is) givens?(?! (day|week|size|name|number|key|seed|level|age|point))": "inputs",
    r"givens": "inputs",
    r"held against": "compared with",
    r"holds? .{1,40} against": "compare with",
    r"unless (said|told|stated otherwise|said otherwise)": "by default",
    r"(as|is|are|not|otherwise) by default as": "has its default value",
    r"as by default": "has its default value",
    r"handed over": "passed",
    r"(an?|one) (row|line|entry|file|number|flag|record|constant|function|panel|value) an? [a-z]+": "... for each ...",
    r"(ideas?|quits?|ties|hours|pays?|money|people) a head": "per person",
    r"[0-9,]+ a side": "on each side",
    r"secants?": "Broyden's method",
    r"of the room left": "of what is left to learn",
    r"rooms?(?! for)": "folder, file or space",
    r"in our words": "in our own words",
    r"(luck|behaviour|label) hangs? on": "depends on, or belongs to",
    r"(?<!there )(is|was|are) no (scenario|path|order|text|number|day|name|array|table|file|employee|column|package)": (
        "is not a ..."
    ),
    r"on the way": "during the programme",
    r"comes? to life": "becomes active",
}  # fmt: skip
"""Each expression of a private vocabulary, and what to say in its place."""

ALLOWED = {
    ("experiments/statistics/limits.py", "told"): "a code in the JSON of a sweep",
    ("experiments/show/wording/sweep.py", "told"): "a code in the JSON of a sweep",
    ("scenarios/evidence/sceptic.py", "told"): "the name of an assumption, in a list of such names",
}
"""The exceptions: a file and a word in it, each with the reason."""

PRIVATE = re.compile(
    "|".join(rf"(?P<w{at}>(?<![\w.-]){words}(?![\w-]))" for at, words in enumerate(INSTEAD)), re.IGNORECASE
)


def found_in(text: str) -> list[tuple[str, str]]:
    """Return each expression of the private vocabulary in a text, and what to say instead; quoted code is left out."""
    prose = re.sub(r"`[^`\n]*`", "``", text)
    instead = list(INSTEAD.values())
    hits = PRIVATE.finditer(" ".join(prose.split()))
    return [(hit[0].lower(), instead[int(str(hit.lastgroup)[1:])]) for hit in hits]


def texts_of(source: str) -> Iterator[tuple[int, str]]:
    """Yield the texts of a module and their lines: all strings but docstrings of private things and single words."""
    tree = ast.parse(source)
    hidden = {id(text) for text in docstrings_of_private_things(tree)}
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in hidden
        if is_text and len(node.value.split()) > 1:
            yield node.lineno, node.value


def docstrings_of_private_things(node: ast.AST, private: bool = False) -> Iterator[ast.expr]:
    """Yield the docstrings of what has a name with a leading underscore, and of what is defined within a function."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            inside = private or isinstance(node, ast.FunctionDef) or re.match(r"_(?!_)", child.name) is not None
            if inside and ast.get_docstring(child) is not None:
                assert isinstance(child.body[0], ast.Expr)
                yield child.body[0].value
            yield from docstrings_of_private_things(child, inside)
        else:
            yield from docstrings_of_private_things(child, private)


def offences(path: Path, texts: Iterator[tuple[int, str]]) -> list[str]:
    """Return the lines of a file that have a word of the private vocabulary, with what to say instead."""
    name = path.relative_to(ROOT).as_posix()
    return [
        f"{name}:{line}: '{words}': {instead}"
        for line, text in texts
        for words, instead in found_in(text)
        if (name, words) not in ALLOWED
    ]


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_text_of_the_code_has_a_word_that_only_we_understand(folder: str) -> None:
    files = sorted((ROOT / folder).rglob("*.py"))
    assert files
    found = [one for path in files for one in offences(path, texts_of(path.read_text(encoding="utf-8")))]
    assert not found, "\n".join(found)


PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "scenarios" / "library").glob("*.yaml")),
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_has_a_word_that_only_we_understand(page: Path) -> None:
    paragraphs = re.split(r"(\n)(?=\s*(?:\n|\||[-*#] |\d+\. ))", page.read_text(encoding="utf-8"))
    starts = [1 + sum(part.count("\n") for part in paragraphs[:at]) for at in range(len(paragraphs))]
    texts = zip(starts, (re.sub(r"\n *#", "\n", part) for part in paragraphs), strict=True)
    found = offences(page, texts)
    assert not found, "\n".join(found)


def test_no_notebook_has_a_word_that_only_we_understand() -> None:
    files = sorted((ROOT / "notebooks").glob("*.ipynb"))
    assert files
    for path in files:
        cells = nbformat.read(path, as_version=4).cells
        texts = ((at, cell.source) for at, cell in enumerate(cells, 1) if cell.cell_type == "markdown")
        assert not offences(path, texts)


@pytest.mark.parametrize(
    "text",
    [
        "The road that is taken.",
        "as told by managers",
        "whoever sits out",
        "Too few replicates to show it.",
        "It was gone through twice.",
        "keeps the books",
        "what speaks for a pair",
        "a function of what is given",
        "Scenarios held against\n    a baseline",
        "every week unless said",
        "one row a person",
        "tables handed over in Python",
        "'x' is no scenario.",
    ],
)
def test_each_such_word_is_found(text: str) -> None:
    assert len(found_in(text)) == 1


@pytest.mark.parametrize(
    "text", ["`recruitment.told`", "assumptions.recruitment.told | .08", "there is no column 'level'", "a given week"]
)
def test_names_and_plain_words_are_not(text: str) -> None:
    assert found_in(text) == []


def test_a_word_is_found_where_users_read_it_and_only_there() -> None:
    source = '''
"""Read the road."""
def shown():
    """Say who is told."""
    raise ValueError(f"{1} of the books")
def _hidden():
    """Tell what is told."""
class Open:
    """Sits out."""
    field: int = 0
    """Whether it is told."""
    def _hidden(self):
        """Held against nothing."""
told = {"told": 1}
'''
    words = [word for _, text in texts_of(source) for word, _ in found_in(text)]
    assert sorted(words) == ["road", "sits out", "the books", "told", "told"]


def test_every_exception_is_needed() -> None:
    for (name, word), reason in ALLOWED.items():
        texts = texts_of((ROOT / name).read_text(encoding="utf-8"))
        assert reason
        assert word in [one for _, text in texts for one, _ in found_in(text)]
