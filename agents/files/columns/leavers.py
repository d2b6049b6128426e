"""Read who has left: from a status or a date of leaving that a file has, or from the column that a user names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Set
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...base.arrays import Flags
from ...base.refusal import did_you_mean
from ..tables.cells import Column, Reading, counted, is_missing
from ..tables.quoting import quoted, shown
from .dates import past_year_in_full, possible_days
from .groups import NO, YES

STATUS = frozenset({
    "status", "employmentstatus", "employeestatus", "empstatus", "workerstatus", "staffstatus", "jobstatus", "hrstatus",
    "beschäftigungsstatus", "mitarbeiterstatus", "anstellungsstatus", "statut", "statutemploi",
})  # fmt: skip
"""What columns are called that say whether somebody works here; compared in small letters, without what is between."""
IS_HERE = frozenset({"active", "isactive", "activeemployee", "aktiv", "istaktiv", "actif", "currentlyemployed"})
IS_GONE = frozenset({
    "terminated", "isterminated", "termd", "left", "hasleft", "leaver", "isleaver", "inactive", "ausgeschieden",
    "inaktiv", "inactif", "exemployee", "formeremployee", "sorti", "parti",
})  # fmt: skip
"""The same that say yes or no."""
WHEN_GONE = frozenset({
    "terminationdate", "termdate", "dateoftermination", "exitdate", "dateofexit", "leavingdate", "dateofleaving",
    "leaverdate", "lastday", "lastworkingday", "lastdayofwork", "lastworkingdate", "separationdate",
    "employmentenddate", "austrittsdatum", "austritt", "austrittam", "datumaustritt", "ausgeschiedenam", "datesortie",
    "datedesortie", "datedépart", "datededépart",
})  # fmt: skip
"""The same that have the day on which somebody left."""
_GONE = (
    r"(terminat(ed|ions?)|in ?active|left|leaver|resign(ed|ation)|dismissed|fired|former|ex (employee|staff|worker"
    r"|mitarbeiter\w*|salarie\w*|collaborat\w+)|deceased|retired|offboarded|quit|exit(ed)?|departed|separat(ed|ion)"
    r"|withdrawn|deactivated|discharged|laid off|made redundant|(contract|employment|assignment) (has )?(ended|expired)"
    r"|no longer (with|at|in|works?|working)|ausgeschieden\w*|inaktiv\w*|ausgetreten\w*|verstorben\w*|pensioniert\w*"
    r"|ehemalig\w*|gek(u|ue)ndigt\w*|entlassen\w*|(?<!probezeit )beendet|deaktiviert|nicht mehr (da|im|in|bei)"
    r"|inactif|inactive|sorti|(?<!fait )partie?s?|sortie|demission\w*|retraitee?|licenciee?|congediee?|cesse"
    r"|fin de contrat|contrat termine|desactivee?|(n est|fait) plus (dans|en|partie)|plus dans)"
)
_HERE = (
    r"(actives?|actively|aktiv(e[rsnm]?)?|actif|employed|current|present|rehired|re ?activated|angestellt\w*"
    r"|besch(a|ae)ftigt\w*|ungek(u|ue)ndigt\w*|en poste|en activite)"
)
_NOT = r"(not|non|never|no longer|nicht( mehr)?|nie|pas)"
STILL = re.compile(rf"\b({_NOT}|pending)( yet)? {_GONE}\b|\b{_GONE} pending\b")
NO_LONGER = re.compile(
    rf"\b({_NOT}|no|keine?|plus|formerly|previously|ehemals|fr(u|ue)her)( (currently|presently|an|derzeit|aktuell))?"
    rf" {_HERE}\b"
)
GONE, HERE = re.compile(rf"\b{_GONE}\b"), re.compile(rf"\b{_HERE}\b")
"""Words of statuses, as `in_plain_letters` writes them: not having left, having left, and once more; being here."""
ON_LEAVE = re.compile(
    r"\b(leave|loa|parental|maternity|paternity|sabbatical|furlough\w*|notice period"
    r"|(on|under|given|gave|serving|working) notice|elternzeit|mutterschutz|karenz|beurlaubt|freigestellt|ruhend\w*"
    r"|k(u|ue)ndigungsfrist|altersteilzeit|conge|preavis)\b"
)
"""What people are on who do not work now, or not for long, and are still employed."""
MARRIED = re.compile(r"\b(married|single|divorced|widow(ed|er)?|verheiratet|ledig|geschieden|mariee?|celibataire)\b")
"""What shows that a status is about marriage, in which nobody who is separated has left."""
MARKS = frozenset({"x", "✓", "✔", "o"})
"""What else means yes in a column of leavers (o is oui); in other columns these may be names of groups."""
PERHAPS_GONE = frozenset({"attrition", "turnover", "churn"})
"""Headers of who left within some time, which may be over or just the year that is asked about: nobody is left out."""
NO_DAY = frozenset({"0", "31.12.99", "31/12/99", "12/31/99", "31-12-99", "12-31-99"})
"""What systems export as the day on which somebody left who has not; 99 is short for 9999."""
NEVER_LEFT = date(1971, 1, 1)
"""A day of leaving before this is a default of some system, such as 1900-01-01 and 1970-01-01."""
SHOWN = 5


class Leavers(NamedTuple):
    """Who has left, a flag for each row, by which columns of the file, and what to note of it."""

    gone: Flags
    columns: tuple[str, ...]
    notes: tuple[str, ...]


def bare(header: str) -> str:
    """Return a header in small letters without what is between them.

    >>> bare("Termination_Date"), bare("DateofTermination")
    ('terminationdate', 'dateoftermination')
    """
    return re.sub(r"[\W_]+", "", header.casefold())


def in_plain_letters(cell: str) -> str:
    """Return words in small letters, without accents and what stands between them.

    >>> in_plain_letters("NON_ACTIVE"), in_plain_letters("Démission (2024)")
    ('non active', 'demission 2024')
    """
    letters = unicodedata.normalize("NFKD", cell.casefold())
    return " ".join(re.findall(r"[^\W_]+", "".join(one for one in letters if not unicodedata.combining(one))))


class Said(NamedTuple):
    """What a status has words of: having left, being here, and being on leave or under notice."""

    gone: bool
    here: bool
    on_leave: bool


def said_by(cell: str) -> Said:
    """Return of what a status has words; what says that somebody is no longer active is of having left alone.

    >>> said_by("Not active"), said_by("Inactive - Parental Leave")
    (Said(gone=True, here=False, on_leave=False), Said(gone=True, here=False, on_leave=True))
    """
    text, still = STILL.subn("|", in_plain_letters(cell))
    text, no_longer = NO_LONGER.subn("|", text)
    text, gone = GONE.subn("|", text)
    return Said(bool(no_longer or gone), bool(still or HERE.search(text)), bool(ON_LEAVE.search(text)))


def find_leavers(reading: Reading, as_of: date, settled: Set[str]) -> Leavers:
    """Return who has left by every column of the file that says so, but for those `settled`, in small letters.

    A status that plainly says that somebody is here outweighs a date of leaving. Cells that cannot be read are refused.
    """
    rows = len(reading.table.rows)
    here, on_leave, gone, idle, dated = (np.zeros(rows, dtype=np.bool_) for _ in range(5))
    by: list[str] = []
    notes: list[str] = []
    for place, header in enumerate(reading.table.header):
        kind = bare(header)
        if header.casefold() in settled or kind not in STATUS | IS_HERE | IS_GONE | WHEN_GONE | PERHAPS_GONE:
            continue
        if kind in PERHAPS_GONE:
            notes.append(
                f"{header} is not read: everyone in it is a person of today. If it says who left within a year, write "
                f"baseline: {{from_column: {header}}}; to leave them out, for example only: {{{header}: No}}."
            )
            continue
        column = reading.checked(header, place)
        if kind in WHEN_GONE or (kind in IS_GONE and has_days(column)):
            away = left_before(reading, column, as_of)
            dated |= away
        else:
            said, words = read_statuses(reading, column, kind, notes)
            away = np.array([said[cell] is True for cell in column.cells], dtype=np.bool_)
            if kind in IS_HERE:
                idle |= away
            else:
                gone |= away
            plain = {cell for cell in said if said[cell] is False and not words[cell].gone}
            here |= [cell in plain and (words[cell].here or not words[cell].on_leave) for cell in column.cells]
            on_leave |= [said[cell] is False and words[cell].on_leave for cell in column.cells]
        if away.any():
            by.append(header)
    still = int(np.sum(dated & here & ~gone & ~idle))
    if still:
        have = counted(still, "person has", "people have")
        notes.append(f"{have} a date of leaving that is past and a status of being here: they stay.")
    return Leavers(gone | (idle & ~on_leave) | (dated & ~here), tuple(by), tuple(notes))


def has_days(column: Column) -> bool:
    """Say whether a column has the days on which people left, whatever it is called."""
    cells = {cell for cell in column.cells if not is_missing(cell) and cell not in NO_DAY}
    return bool(cells) and all(possible_days(cell, lambda short: 2000 + short) for cell in cells)


def read_statuses(
    reading: Reading, column: Column, kind: str, notes: list[str]
) -> tuple[dict[str, bool | None], dict[str, Said]]:
    """Return whether each cell says that somebody has left, and its words; note or refuse those that do not say."""
    header, says, texts = column.header, says_of(kind), set(column.cells)
    said = {cell: says(cell) for cell in texts}
    words = {cell: said_by(cell) for cell in texts}
    if kind in STATUS and any(MARRIED.search(in_plain_letters(cell)) for cell in texts):
        said = dict.fromkeys(texts)
    neither = [row for row, cell in enumerate(column.cells) if said[cell] is None and not is_missing(cell)]
    both = [cell for cell in column.cells if said[cell] is False and words[cell].gone]
    if neither and all(one is None for one in said.values()):
        if kind in STATUS:
            notes.append(f"{header} is not read: it does not say of anybody that they have left.")
        else:
            first = column.cells[neither[0]]
            reading.refuse(
                f"'{first}' does not show whether this person has left, nor does any other cell.",
                f"Write yes or no. If the column is about something else, write sure: [{header}]; or say who is to be "
                f"read, for example only: {{{header}: {shown(first)}}}.",
                row=neither[0],
                column=column,
                code="format",
                value=first,
            )
    elif neither:
        such = quoted(column.cells[neither[0]])
        one = len(neither) == 1
        notes.append(
            f"{header}: {'1 cell says' if one else f'{len(neither):,} cells say'} neither that somebody has left nor "
            f"that they are here, such as {such}; nobody is left out because of {'it' if one else 'them'}."
        )
    if both:
        notes.append(
            f"{header}: {counted(len(both), 'cell has', 'cells have')} words both of having left and of being here "
            f"or on leave, such as {quoted(both[0])}; "
            f"nobody is left out because of {'it' if len(both) == 1 else 'them'}."
        )
    blank = sum(map(is_missing, column.cells))
    if kind in IS_HERE and blank and False in said.values() and True not in said.values():
        notes.append(
            f"{header}: {counted(blank, 'cell is', 'cells are')} blank and nobody is marked no; "
            "nobody is left out because of that."
        )
    return said, words


def says_of(kind: str) -> Callable[[str], bool | None]:
    """Return what tells from a cell whether somebody has left, nothing where it does not say."""

    def status(cell: str) -> bool | None:
        said = said_by(cell)
        return False if said.here or said.on_leave else True if said.gone else None

    def answer(cell: str) -> bool | None:
        word = cell.casefold()
        yes = kind in IS_GONE
        return yes if word in YES | MARKS else not yes if word in NO else status(cell)

    return status if kind in STATUS else answer


def left_before(reading: Reading, column: Column, as_of: date) -> Flags:
    """Return who left before a day, refusing dates that cannot be read or could be before and after it.

    On their last day people are still here.
    """
    in_full, says = past_year_in_full(as_of), says_of("terminated")
    said: dict[str, bool | None] = {}
    for cell in set(column.cells):
        past = {NEVER_LEFT.toordinal() <= day < as_of.toordinal() for day in possible_days(cell, in_full)}
        if is_missing(cell) or cell in NO_DAY:
            said[cell] = False
        elif past:
            said[cell] = past.pop() if len(past) == 1 else None
        else:
            said[cell] = says(cell)
    for row, cell in enumerate(column.cells):
        if said[cell] is None:
            reading.refuse(
                f"'{cell}' does not show whether this person had left by {as_of}.",
                "Write the day as YYYY-MM-DD, or leave the cell empty for people who are here. "
                f"If the column is about something else, write sure: [{column.header}].",
                row=row,
                column=column,
                code="format",
                value=cell,
            )
    return np.array([bool(said[cell]) for cell in column.cells], dtype=np.bool_)


def read_left(reading: Reading, header: str | None) -> NDArray[np.int8]:
    """Return 1 for people marked as having left, 0 for the others, -1 where the cell is blank or nothing is asked.

    A status such as Terminated or Active will do for yes and no. Where nobody is marked no, blank means no.
    """
    unknown = np.full(len(reading.table.rows), -1, dtype=np.int8)
    if header is None:
        return unknown
    places = [at for at, name in enumerate(reading.table.header) if name.casefold() == header.strip().casefold()]
    if len(places) != 1:
        message = f"baseline.from_column names the column '{header}', which is "
        message += f"in the file {len(places)} times." if places else f"not in the file. It has: {reading.headers()}."
        hint = did_you_mean(header, reading.table.header)
        reading.refuse(message, hint, field="organisation.baseline.from_column", code="unknown", value=header)
        return unknown
    column = reading.find("left", header)
    assert column is not None
    says = says_of("terminated")
    said = {cell: says(cell) for cell in set(column.cells)}
    odd = []
    for row, cell in enumerate(column.cells):
        answer = said[cell]
        if answer is not None:
            unknown[row] = answer
        elif not is_missing(cell):
            odd.append(row)
    if odd:
        cells = list(dict.fromkeys(column.cells[row] for row in odd))
        shown = ", ".join(map(quoted, cells[:SHOWN])) + (" and others" if len(cells) > SHOWN else "")
        message = (
            f"{len(odd):,} cells are neither yes nor no: {shown}."
            if len(odd) > 1
            else f"{shown} is neither yes nor no."
        )
        hint = "Write yes for those who left within the year, no for the others."
        if len(odd) == len(unknown):
            hint = "Name the column that says yes of those who left within the year, no of the others."
        reading.refuse(message, hint, row=odd[0], column=column, code="format", value=cells[0])
    blank = unknown < 0
    if blank.all() and not reading.problems:
        reading.refuse("does not say of anybody whether they left.", "Write yes or no.", column=column, code="missing")
    elif blank.any() and not odd and (unknown[~blank] == 1).all():
        unknown[blank] = 0
        reading.notes.append(
            f"{column.header} marks only those who left: its {counted(int(blank.sum()), 'blank cell')} "
            f"{'was' if blank.sum() == 1 else 'were'} read as no."
        )
    elif blank.any():
        reading.notes.append(
            f"{counted(int(blank.sum()), 'blank cell')} in {column.header}: "
            "not counted, neither as leavers nor as others."
        )
    return unknown
