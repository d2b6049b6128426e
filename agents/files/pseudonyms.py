"""Say who without saying who: keyed pseudonyms for employee ids, and cells that no spreadsheet takes for a formula."""

from __future__ import annotations

import os
import secrets
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path

from ..base.refusal import Problem, Refused
from .tables.quoting import visible

KEY_VARIABLE = "MENTORLAB_PSEUDONYM_KEY"
DIGITS, LONG_DIGITS = 10, 16  # hexadecimal; the long form only for ids whose short forms are the same
SHORTEST_KEY = 16  # bytes of a key file
FORMULA_STARTS = frozenset("=+-@\u2212")


def pseudonyms(ids: Sequence[str], key: bytes | None = None) -> list[str]:
    """Return a pseudonym for each id, "P-" and ten hexadecimal digits, the same whenever the key is the same.

    The key is the one given, or the environment's MENTORLAB_PSEUDONYM_KEY, or a secret kept in the user's
    configuration folder for nobody else to read, or, where that cannot be written, one for this process. Without
    the key nobody can try ids out. Distinct ids have distinct pseudonyms: should ten digits of two be the same,
    these two have sixteen.

    >>> pseudonyms(["E1", "E2", "E1"], key=b"secret")
    ['P-e6e52d88ac', 'P-c6298de579', 'P-e6e52d88ac']
    """
    if key is None:
        key = own_key()
    if not key:
        raise Refused(
            Problem("the key of the pseudonyms is empty.", "Pass a key of some bytes.", code="missing", field="key")
        )
    secret = blake2b(key).digest()  # of any length, as blake2b takes 64 bytes at most
    full = {name: blake2b(name.encode("utf-8"), key=secret, digest_size=16).hexdigest() for name in set(ids)}
    shared = Counter(code[:DIGITS] for code in full.values())
    length = {name: DIGITS if shared[code[:DIGITS]] == 1 else LONG_DIGITS for name, code in full.items()}
    return [f"P-{full[name][: length[name]]}" for name in ids]


def of_occupant(pseudonym: str, nth: int) -> str:
    """Return what the n-th occupant of a seat is called, 0 being the person at launch, who lends the seat the name.

    >>> of_occupant("P-e6e52d88ac", 0), of_occupant("P-e6e52d88ac", 2)
    ('P-e6e52d88ac', 'P-e6e52d88ac.2')
    """
    return f"{pseudonym}.{nth}" if nth else pseudonym


def own_key() -> bytes:
    """Return the key of this user: the environment's, else the kept one, else one for this process."""
    if stated := os.environ.get(KEY_VARIABLE):
        return stated.encode("utf-8", "surrogateescape")
    folder = configuration_folder()
    kept = kept_key(folder / "pseudonym.key") if folder else None
    return kept or process_key()


def configuration_folder() -> Path | None:
    """Return mentorlab's folder in the user's configuration, if there is a user."""
    stated = Path(os.environ.get("XDG_CONFIG_HOME", ""))
    if stated.is_absolute():
        return stated / "mentorlab"
    try:
        return Path.home() / ".config" / "mentorlab"
    except RuntimeError:
        return None


def kept_key(path: Path) -> bytes | None:
    """Return the key in a file, making it for its owner alone if there is none; None where that cannot be done."""
    try:
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            make_key(path)
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)
        key = path.read_bytes().strip()
    except OSError:
        return None
    if len(key) < SHORTEST_KEY:
        message = f"the key of the pseudonyms has {len(key)} bytes, fewer than {SHORTEST_KEY}."
        hint = "Restore the key, or delete the file to get a new one; everybody's pseudonym then changes."
        raise Refused(Problem(message, hint, "range", file=str(path)))
    return key


def make_key(path: Path) -> None:
    """Write a new key whole or not at all; if another process was first, its key stands."""
    handle, draft = tempfile.mkstemp(dir=path.parent)  # readable by its owner only
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        os.unlink(draft)


@cache
def process_key() -> bytes:
    """Return a random key that lasts as long as this process."""
    return secrets.token_bytes(32)


def safe_cell(text: str) -> str:
    """Return text that a spreadsheet shows and never runs, with an apostrophe before what could be a formula.

    That is = + - @, also full-width or after spaces and invisible marks, and any control character. Nothing is
    taken away; control characters other than tabs and ends of lines are written out.

    >>> safe_cell("=1+1"), safe_cell("Sales")
    ("'=1+1", 'Sales')
    """
    seen = text.lstrip()
    while seen and unicodedata.category(seen[0]) in ("Cf", "Zs"):
        seen = seen[1:].lstrip()
    control = text[:1] and unicodedata.category(text[0]) in ("Cc", "Zl", "Zp")
    formula = seen[:1] and unicodedata.normalize("NFKC", seen[0])[:1] in FORMULA_STARTS
    text = visible(text)
    return f"'{text}" if control or formula else text
