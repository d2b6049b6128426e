"""Say what stands in a cell as a message may: short, in letters that can be seen, no free text, no e-mail address."""

from __future__ import annotations

import re

LONGEST = 80  # characters of a cell that are shown; a code or the name of a department is shorter
MOST_WORDS = 10  # in a title or a department; more is free text
SENTENCE_WORDS = 4  # from so many on, a full stop after a word of three letters makes a sentence: "Sr. Manager" is none
EMAIL = re.compile(r"[^\s@＠<>()\[\],;:'\"]+[@＠][^\s@＠<>()\[\],;:'\"]+")
NAME_OF_SOMEBODY = re.compile(r"[^\W\d_]{2},?\s+[^\W\d_]{2}|[^\W\d_]{2},\s*[^\W\d_]")
"""Two words beside each other, or a comma behind one: how a person is called, and no id, number or date."""
STOP = re.compile(r"[^\W\d_]{3}[.!?;](\s|$)")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What steers a terminal or turns the order of letters round, and halves of letters; not tabs and ends of lines."""


def is_email(text: str) -> bool:
    """Say whether there is an e-mail address in a text.

    >>> is_email("Ana <ana.gomez@example.org>"), is_email("R&D @ Berlin")
    (True, False)
    """
    return EMAIL.search(text) is not None


def without_emails(text: str) -> str:
    """Return a text with words in the place of every e-mail address.

    >>> without_emails("'ana@example.org' is their own manager.")
    '(an e-mail address) is their own manager.'
    """
    if "@" not in text and "＠" not in text:
        return text
    return re.sub(rf"'{EMAIL.pattern}'|{EMAIL.pattern}", "(an e-mail address)", text)


def visible(text: str) -> str:
    r"""Return a text with control characters written out, so that they do nothing.

    >>> visible("Sales\x1b[31m")
    'Sales\\x1b[31m'
    """
    return CONTROL.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), text)


def quoted(cell: object) -> str:
    """Return a cell in quotation marks, or in brackets what it is if it is not to be shown.

    >>> quoted("Sales"), quoted("ana@example.org")
    ("'Sales'", '(an e-mail address)')
    >>> quoted("Works well with others. Wants to move to Berlin.")
    '(a text of 9 words)'
    """
    text = " ".join(str(cell).split())
    words = text.count(" ") + 1
    if is_email(text):
        return "(an e-mail address)"
    if words > MOST_WORDS or (words >= SENTENCE_WORDS and STOP.search(text)):
        return f"(a text of {words} words)"
    return f"'{visible(text[: LONGEST - 1] + '…' if len(text) > LONGEST else text)}'"


def quoted_id(cell: object) -> str:
    """Return an id, a number or a date as a message quotes it; what is written there as names are is not shown.

    >>> quoted_id("E7"), quoted_id("Zoe Okafor"), quoted_id("Okafor, Zoe 46")
    ("'E7'", '(a name)', '(a name)')
    """
    return "(a name)" if NAME_OF_SOMEBODY.search(str(cell).strip()) else quoted(cell)


def shown(cell: object) -> str:
    """Return the same without quotation marks, as a list of names has it.

    >>> shown("Sales"), shown("x" * 100)[-4:]
    ('Sales', 'xxx…')
    """
    return quoted(cell).removeprefix("'").removesuffix("'")
