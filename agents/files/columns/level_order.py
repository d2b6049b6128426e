"""Read levels as 0 to 4 from the most junior up; which way they run is read from the file, or the user is asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from ...base.arrays import Floats, Integers
from ...base.refusal import did_you_mean
from ...base.skills import LEVELS
from ..tables.cells import Column, Reading, Wrong, counted, is_missing, number
from ..tables.quoting import shown
from .names import refuse_addresses

ORDERS = ("high_is_senior", "low_is_senior")
TOP = len(LEVELS) - 1
CLEAR_SHARE, CLEAR_CORRELATION, ENOUGH_ROWS = 0.8, 0.2, 20
FEW_AT_THE_TOP = 0.2
"""More than a fifth as executives, and fewer at the lowest level, is a pyramid upside down (of enough rows)."""
SKIPPED, OFF_THE_SCALE = 2, 3
"""Up to three numbers, as 97, 98 and 99 in surveys, off the others by more than twice the largest other step are taken
for mistakes."""
SHOWN = 12

Order = tuple[tuple[str, int], ...]


def plain(value: object) -> str:
    """Return a level as it is compared: numbers by value, grades without case and padding.

    >>> plain(3.0), plain("03"), plain(" Senior  Manager")
    ('3', '3', 'senior manager')
    """
    text = re.sub(r"\s+", " ", str(value).strip()).casefold()
    try:
        return f"{number(text):.15g}"
    except Wrong:
        return text


def read_levels(
    reading: Reading,
    column: Column | None,
    *,
    levels: Mapping[str, int],
    level_order: str | None,
    manager: Integers | None,
    age: Floats,
) -> tuple[Integers, Order]:
    """Return each row's level, 0 to 4, and the mapping used, file value to level, from the most junior up.

    `levels` says it outright. Else the r-th of L numbers from the bottom becomes round(4(r-1)/(L-1)), in the
    `level_order` stated or shown by managers, then by age. The order of named grades is never guessed.
    """
    stated = check_settings(reading, levels, level_order)
    unknown: Integers = np.full(len(reading.table.rows), -1, dtype=np.int64)
    if column is None or len(stated) < len(levels):
        return unknown, ()
    if refuse_addresses(reading, column):
        return unknown, ()
    first_row: dict[str, int] = {}
    keys = {cell: plain(cell) for cell in set(column.cells)}
    for row, cell in enumerate(column.cells):
        if is_missing(cell):
            hint = "Give everyone a level."
            reading.refuse("the level is missing.", hint, row=row, column=column, code="missing", value=cell)
        else:
            first_row.setdefault(keys[cell], row)
    names = {keys[cell]: cell for cell in sorted(keys, reverse=True) if keys[cell] in first_row}  # whatever comes first
    numbers = {key: float(key) for key in names if is_number(key)}
    order: dict[str, int] | None
    if levels:
        order = by_mapping(reading, column, first_row, stated)
    elif all(key in LEVELS for key in names):
        order = {key: LEVELS.index(key) for key in names}
    elif len(numbers) < len(names):
        refuse_named(reading, column, first_row)
        return unknown, ()
    else:
        values = np.array([numbers.get(keys[cell], np.nan) for cell in column.cells])
        order = by_number(reading, column, numbers, values, level_order, manager, age)
    if order is None:
        return unknown, ()
    ordered = tuple(sorted(((names[key], level) for key, level in order.items()), key=seniority(order, numbers)))
    reading.notes.append(
        f"{column.header}: the levels were read as "
        + ", ".join(f"{name} = {level} ({LEVELS[level]})" for name, level in ordered[: 3 * SHOWN])
        + "."
    )
    return np.array([order.get(keys[cell], -1) for cell in column.cells], dtype=np.int64), ordered


def seniority(
    order: Mapping[str, int], numbers: Mapping[str, float]
) -> Callable[[tuple[str, int]], tuple[int, float, str]]:
    """Return a sort key from the most junior up: by level, within one by number in the direction of the levels."""
    pairs = sorted((numbers[key], level) for key, level in order.items() if key in numbers)
    down = bool(pairs) and pairs[0][1] > pairs[-1][1]

    def key(entry: tuple[str, int]) -> tuple[int, float, str]:
        value = numbers.get(plain(entry[0]), 0.0)
        return entry[1], -value if down else value, entry[0]

    return key


def is_number(key: str) -> bool:
    """Say whether a level is a number."""
    try:
        number(key)
    except Wrong:
        return False
    return True


def check_settings(reading: Reading, levels: Mapping[str, int], level_order: str | None) -> dict[str, int]:
    """Return the stated mapping by plain value without what is refused: no level, no order, a value named twice."""
    if level_order is not None and level_order not in ORDERS:
        reading.refuse(
            f"'{level_order}' is not an order of levels. Choose {' or '.join(ORDERS)}.",
            did_you_mean(level_order, ORDERS),
            field="level_order",
            code="unknown",
            value=level_order,
        )
    stated: dict[str, int] = {}
    for name, level in levels.items():
        key = plain(name)
        if key in stated:
            reading.refuse(f"levels names '{name}' twice.", "Keep one.", field="levels", code="duplicate", value=name)
        elif isinstance(level, bool) or not isinstance(level, int | np.integer) or not 0 <= level <= TOP:
            reading.refuse(
                f"'{name}' is mapped to {level!r}; levels run from 0 (entry) to 4 (executive).",
                "Map it to a whole number.",
                field="levels",
                code="range",
                value=level,
            )
        else:
            stated[key] = int(level)
    return stated


def by_mapping(
    reading: Reading, column: Column, first_row: Mapping[str, int], stated: Mapping[str, int]
) -> dict[str, int]:
    """Return the stated level of each value in the file; refuse values nobody mapped, note names nobody has."""
    listed = some(list(stated))
    for key, row in first_row.items():
        if key not in stated:
            cell = column.cells[row]
            reading.refuse(
                f"'{cell}' is not among the levels that are listed ({listed}).",
                did_you_mean(key, stated) or f"Add it, for example levels: {{{cell}: 2}}.",
                row=row,
                column=column,
                code="unknown",
                value=cell,
            )
    idle = [key for key in stated if key not in first_row]
    if idle:
        reading.notes.append(f"levels maps {some(idle)}, which nobody in the file has.")
    return {key: stated[key] for key in first_row if key in stated}


def refuse_named(reading: Reading, column: Column, first_row: Mapping[str, int]) -> None:
    """Refuse named grades without a stated order, showing what to write."""
    names = sorted(shown(column.cells[row]) for row in first_row.values())
    example = ", ".join(f"{name}: ?" for name in names[:SHOWN])  # a made-up order could be pasted unread
    reading.refuse(
        f"grades have names ({some(names)}), and mentorlab does not guess their order.",
        "Write the level of each, from 0 (entry) to 4 (executive), in place of each question "
        f"mark: levels: {{{example}}}.",
        row=min(first_row.values()),
        column=column,
        code="order",
        value=column.cells[min(first_row.values())],
        values=names,
    )
    reading.problems[-1] = replace(reading.problems[-1], values=tuple(names))


def some(names: Sequence[str]) -> str:
    """Return the first names of a list and how many more there are."""
    return ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else "")


def by_number(
    reading: Reading,
    column: Column,
    numbers: Mapping[str, float],
    values: Floats,
    level_order: str | None,
    manager: Integers | None,
    age: Floats,
) -> dict[str, int] | None:
    """Return the level of each number, or None if which end is senior is neither stated nor clear."""
    ranked = sorted(numbers, key=lambda key: numbers[key])
    ranked_numbers = [numbers[key] for key in ranked]
    sure = reading.is_sure(column.name, column.header)
    if not sure and not are_ours(ranked_numbers) and refuse_off_the_scale(reading, column, ranked_numbers, values):
        return None
    if len(ranked) == 1:
        reading.notes.append(f"{column.header}: everyone has the same level; it was read as 1 (specialist).")
        return {ranked[0]: 1}
    order, reason = order_by_managers(values, manager)
    stated = level_order in ORDERS
    if stated:
        if order and order != level_order:
            reading.notes.append(f"{column.header}: level_order says {level_order}, but {reason}. Please check.")
        order = level_order
    else:
        if order is None:
            order, reason = order_by_age(values, age)
        if order is None:
            mendable = any(problem.code == "circle" for problem in reading.problems) or reading.table.odd_rows
            if not mendable:  # once rows and managers are right they may show it
                reading.refuse(
                    f"the file does not show whether a high or a low number is senior ({reason}).",
                    "Write level_order: high_is_senior or level_order: low_is_senior.",
                    row=0,
                    column=column,
                    code="order",
                    value=column.cells[0],
                )
            return None
        reading.notes.append(f"{column.header}: read with level_order {order}, because {reason}.")
    if order == "low_is_senior":
        ranked.reverse()
    levels = {key: round(TOP * place / (len(ranked) - 1)) for place, key in enumerate(ranked)}
    if order == "high_is_senior" and are_ours(ranked_numbers):
        if ranked_numbers[-1] < TOP:
            other = ", ".join(f"{key}: {level}" for key, level in levels.items())
            reading.notes.append(
                f"{column.header}: numbers from 0 to {ranked_numbers[-1]:g} were read as mentorlab's own levels, in "
                f"which 4 is an executive. If the highest here are executives, write levels: {{{other}}}."
            )
        levels = {key: int(numbers[key]) for key in ranked}
    if not stated and not sure and order is not None:
        refuse_upside_down(reading, column, [levels.get(plain(cell), -1) for cell in column.cells], order, reason)
    return levels


def are_ours(ranked: Sequence[float]) -> bool:
    """Say whether numbers are our own levels: whole, from 0 to 2, 3 or 4."""
    return ranked[0] == 0 and 1 < ranked[-1] <= TOP and all(one.is_integer() for one in ranked)


def refuse_upside_down(reading: Reading, column: Column, levels: Sequence[int], order: str, reason: str) -> None:
    """Refuse an inferred order in which more people are executives than at the lowest level, and more than a fifth."""
    people = sum(level >= 0 for level in levels)
    top, bottom = levels.count(TOP), levels.count(0)
    if people < ENOUGH_ROWS or top <= max(bottom, FEW_AT_THE_TOP * people):
        return
    other = next(one for one in ORDERS if one != order)
    reading.refuse(
        f"read with level_order {order}, {top:,} of {people:,} people would be executives and {bottom:,} at the lowest "
        f"level, which is upside down. That order is only inferred: {reason}.",
        f"Say which it is: level_order: {other} (--level-order {other}) or level_order: {order}.",
        column=column,
        code="order",
        value=order,
    )


def refuse_off_the_scale(reading: Reading, column: Column, ranked: Sequence[float], values: Floats) -> bool:
    """Refuse a number far off the others, such as 99 among 1 to 6, that would move everybody else's level."""
    steps = np.diff(ranked)
    if len(steps) < 2:
        return False
    widest = int(np.argmax(steps))
    if steps[widest] <= SKIPPED * float(np.max(np.delete(steps, widest))):
        return False
    below, above = ranked[: widest + 1], ranked[widest + 1 :]
    off, others = (
        (above, below) if np.sum(values > ranked[widest]) * 2 <= np.sum(np.isfinite(values)) else (below, above)
    )
    if len(off) > OFF_THE_SCALE:
        return False
    row = int(np.flatnonzero(np.isin(values, off))[0])
    people = int(np.isin(values, off).sum())
    reading.refuse(
        f"{counted(people, 'person has', 'people have')} the level {' or '.join(f'{one:g}' for one in off)}, and "
        f"all others have {others[0]:g} to {others[-1]:g}: a mistake, or a number that means something else?",
        "Correct it; or, if it is a level, write sure: [level] (--sure level), or the level of each number in levels.",
        row=row,
        column=column,
        code="level",
        value=column.cells[row],
    )
    return True


def order_by_managers(values: Floats, manager: Integers | None) -> tuple[str | None, str]:
    """Return the order that four managers in five agree on, if any, and the reason as words."""
    if manager is None or not np.any(manager >= 0):
        return None, "there are no managers to compare"
    reports = np.flatnonzero(manager >= 0)
    above = values[manager[reports]] - values[reports]
    differing = int(np.sum(np.abs(above) > 0))
    higher = int(np.sum(above > 0))
    if differing == 0:
        return None, "managers have the same level as their reports"
    lower = differing - higher
    order, agreeing, word = (ORDERS[0], higher, "higher") if higher >= lower else (ORDERS[1], lower, "lower")
    reason = f"{agreeing:,} of {differing:,} managers who differ from their reports have the {word} number"
    return (order if agreeing >= CLEAR_SHARE * differing else None), reason


def order_by_age(values: Floats, age: Floats) -> tuple[str | None, str]:
    """Return the order in which age clearly rises, if any, and the reason as words."""
    known = np.isfinite(values) & np.isfinite(age)
    if int(known.sum()) < ENOUGH_ROWS:
        return None, f"managers do not make it clear, and ages are used only from {ENOUGH_ROWS} rows on"
    first, second = ranks(values[known]), ranks(age[known])
    if first.std() == 0 or second.std() == 0:
        return None, "neither managers nor ages make it clear"
    by_rank = np.lexsort((second, first))  # sums must not depend on the order of rows
    first, second = first[by_rank], second[by_rank]
    correlation = float(np.corrcoef(first, second)[0, 1])
    reason = f"the rank correlation of age with the number is {correlation:+.2f}"
    if abs(correlation) < CLEAR_CORRELATION:
        return None, f"{reason}, which is too weak (less than {CLEAR_CORRELATION} either way)"
    return ORDERS[0] if correlation > 0 else ORDERS[1], reason


def ranks(values: Floats) -> Floats:
    """Return ranks from 1 up, equal values sharing their mean rank.

    >>> ranks(np.array([7.0, 1.0, 7.0])).tolist()
    [2.5, 1.0, 2.5]
    """
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    shared: Floats = (last - (counts - 1) / 2)[place]
    return shared
