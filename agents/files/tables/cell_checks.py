"""Check the cells of a column that is read: failed formulas, control characters, letters read in a wrong encoding."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from ...base.text_table import NO_VALUE
from .quoting import CONTROL

FAILED = re.compile(r"#[¡¿]?[^\W\d_a-z][^\W_a-z]*(/0)?[!?]|#GETTING_DATA|Err:\d{3}|#{3,}")
"""What spreadsheets show where a formula failed, in any language, or where a column is too narrow."""

SPACES = re.compile(r"[\t\n\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]+")
SECOND = "[\\x80-\\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
TWICE = re.compile(f"[À-ô]{SECOND}")
"""How the two bytes of a letter look that was written as UTF-8 and read as Windows-1252."""
IN_A_WORD = re.compile(f"[a-z][À-Þ]{SECOND}")
"""The same after a small letter, where no capital one stands."""
WESTERN = re.compile(r"[\x00-\x7f\xa0-\xffŒœŠšŽžŸ‘’‚“”„…–—•€™]*")
"""What is written in Western Europe."""


def one_line(cell: str) -> str:
    r"""Return a cell on one line: tabs and ends of lines become a space.

    >>> one_line("Research\n& Development")
    'Research & Development'
    """
    return SPACES.sub(" ", cell)


def mended(cell: str, others: Collection[str] = ()) -> str:
    """Return a cell as it was before UTF-8 was read as Windows-1252; itself, if it was not.

    What could be two right letters is mended only if it is Western European then, or mends two different letters, or
    ends a capital letter within a word, or if one of the `others` of the column is the same.

    >>> mended("DÃ©veloppement"), mended("Qualité"), mended("SÃO PAULO"), mended("CAFÉ–BAR")
    ('Développement', 'Qualité', 'SÃO PAULO', 'CAFÉ–BAR')
    """
    if not TWICE.search(cell):
        return cell
    try:
        text = b"".join(letter_byte(letter) for letter in cell).decode("utf-8")
    except UnicodeError:
        return cell
    several = len({letter for letter in text if not letter.isascii()}) > 1
    return text if WESTERN.fullmatch(text) or several or IN_A_WORD.search(cell) or text in others else cell


def column_name(cell: str) -> str:
    """Return what a cell of the header calls its column."""
    return mended(one_line(cell)).strip()


def letter_byte(letter: str) -> bytes:
    """Return the byte that Windows-1252 reads as a letter, or where it has none Latin-1."""
    try:
        return letter.encode("cp1252")
    except UnicodeEncodeError:
        return letter.encode("latin-1")


KINDS: tuple[tuple[Callable[[str], object], str, str, str, str], ...] = (
    (
        lambda cell: cell == NO_VALUE,
        "a cell holds a formula without a value",
        "hold formulas without a value",
        "Open the file in a spreadsheet, so that they are worked out, and save it.",
        "formula",
    ),
    (
        FAILED.fullmatch,
        "a cell shows that a formula failed",
        "show that a formula failed",
        "Mend the formula in the spreadsheet and save the file again; leave the cell empty if nothing is known.",
        "formula",
    ),
    (
        CONTROL.search,
        "a cell has control characters, which cannot be seen",
        "have control characters, which cannot be seen",
        "Delete them, or write the cell again by hand.",
        "format",
    ),
)
"""What a cell cannot be: how it is found, what one and what several do, the mend, and the code."""
