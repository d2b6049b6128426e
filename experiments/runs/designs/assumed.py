"""What a study assumes: worlds that are drawn, or worlds that are listed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import Any, get_origin

from ....agents.base.refusal import Refused, did_you_mean
from ....scenarios.assumptions.mechanisms import stated
from ....scenarios.files.allowed import REPLACED, is_record, shown, slot_at
from ....scenarios.files.layers import keys_of, leaves
from ....scenarios.files.validated import laid_over
from ....scenarios.files.yaml_lines import KeyPath, Reading
from ....scenarios.scenario import Scenario
from ..sampling.draws import KEPT, METHODS, ORDERED, SOLVED, TOGETHER, WEIGHTS, Draws, Method, drawable
from .plan import product_of_worlds
from .problems import mapping_at, report, unknown_keys

MOST_WORLDS = 50
LIST = "To compare worlds of your own leave `over` out: assumptions: {transport: [0.5, 1.1]}."
HYPERCUBES: Method = "latin-hypercube"
INSTEAD = (
    "Assumptions are drawn by Latin hypercubes instead of Sobol's sequence, whose points line up in hundreds of "
    "dimensions."
)


def read_assumptions(
    reading: Reading, scenarios: Sequence[Scenario], seed: int
) -> tuple[Draws | None, tuple[Mapping[str, float], ...], tuple[str, ...]]:
    """Return how assumptions are drawn, or the worlds that are listed, and sentences for what is left out or changed.

    Draws are Latin hypercubes; `sobol` is read as another name for them, since older studies have it.
    """
    asked = mapping_at(reading, "assumptions", "assumptions: {over: all}")
    if not asked:
        return None, (), ()
    if "method" not in asked and "over" not in asked:
        return None, _listed_worlds(reading, asked, scenarios), ()
    unknown_keys(reading, ("assumptions",), ("method", "over"), lambda key: LIST)
    method = asked.get("method", HYPERCUBES)
    if not isinstance(method, str) or method not in METHODS:
        hint = f"Leave it out: assumptions are drawn by {HYPERCUBES}."
        report(reading, ("assumptions", "method"), f"unknown method {shown(method)}.", hint, "unknown", method)
    notes: tuple[str, ...] = (INSTEAD,) if method != HYPERCUBES else ()
    over = asked.get("over", "all")
    solved, held = solved_for(scenarios), held_by(scenarios)
    keeps = tuple(path for path in KEPT if path not in held)
    if over == "all":
        whole = over_all(scenarios, seed)
        left = whole.paths
        if left != not_held({*KEPT}):
            also = (f"Of {len(not_held({*KEPT}))} assumptions {len(left)} are drawn; those you set, what is in order "
                    "or adds up with them, and what is solved or set to meet your own figures, stay.")  # fmt: skip
            notes = (*notes, also)
        return whole, (), notes
    named = [over] if isinstance(over, str) else list(over) if isinstance(over, tuple | list) else []
    if not named:
        message = f"must be all or a list of assumptions, not {shown(over)}."
        report(reading, ("assumptions", "over"), message, f"Ranges are the model's own. {LIST}", "type")
    paths = [path.removeprefix("assumptions.") if isinstance(path, str) else shown(path) for path in named]
    before = len(reading.problems)
    for at, path in enumerate(paths):
        key: KeyPath = ("assumptions", "over", at)
        _check_drawable(reading, key, path)
        if path in solved:
            report(reading, key, f"'{path}' is solved to meet your own figures.", "Take it out.", "conflict", path)
        elif path in held:
            hint = "Take it out here, to keep what you set, or there, to have it drawn."
            report(reading, key, f"'{path}' is set in the scenario.", hint, "conflict", path)
        elif path in paths[:at]:
            report(reading, key, f"'{path}' is named twice.", "Name it once.", "duplicate", path)
    if 0 < len(set(WEIGHTS) & set(paths)) < len(WEIGHTS):
        report(
            reading,
            ("assumptions", "over"),
            f"{', '.join(WEIGHTS)} add up to 1.",
            "Name all three, or none.",
            "conflict",
        )
    if len(reading.problems) > before or not paths:
        return None, (), ()
    return Draws(HYPERCUBES, tuple(paths), seed, kept=keeps), (), notes


def over_all(scenarios: Sequence[Scenario], seed: int, together: int = TOGETHER) -> Draws:
    """Return draws over all assumptions that scenarios do not set, and that are not solved or set by their figures."""
    held = held_by(scenarios)
    kept = tuple(path for path in KEPT if path not in held)
    return Draws(HYPERCUBES, not_held(held | solved_for(scenarios) | {*KEPT}), seed, together, kept)


def held_by(scenarios: Sequence[Scenario]) -> set[str]:
    """Return the assumptions that scenarios set, also if to their defaults."""
    return {path for scenario in scenarios for path in stated(scenario.assumptions)}


def solved_for(scenarios: Sequence[Scenario]) -> set[str]:
    """Return what is solved for, or set by, the figures that scenarios state."""
    baselines = [scenario.organisation.baseline for scenario in scenarios if scenario.organisation.baseline]
    paid = any(baseline.pay_by_level for baseline in baselines)
    return {*(SOLVED if paid else KEPT)} if baselines else set()


def not_held(held: set[str]) -> tuple[str, ...]:
    """Return all assumptions that can be drawn but some, and but those that are in order with or add up with them."""
    bound = {path for family in (*ORDERED, WEIGHTS) if not held.isdisjoint(family) for path in family}
    return tuple(path for path in drawable() if path not in held and path not in bound)


def _check_drawable(reading: Reading, key: KeyPath, path: str) -> None:
    """Tell an assumption that there is none of this name, or that has no range."""
    if path in drawable():
        return
    near = did_you_mean(path, drawable()) or "`mentorlab evidence` lists them."
    inside = [one for one in drawable() if one.startswith(f"{path}.")]
    hint = f"Did you mean {inside[0]}?" if inside else near
    report(reading, key, f"there is no assumption with a range called '{path}'.", hint, "unknown", path)


def _listed_worlds(
    reading: Reading, asked: Mapping[str, Any], scenarios: Sequence[Scenario]
) -> tuple[Mapping[str, float], ...]:
    """Return a world for each combination of values of assumptions."""
    before, scenario, solved = len(reading.problems), scenarios[-1], solved_for(scenarios)
    listed: dict[str, tuple[float, ...]] = {}
    for keys, values in leaves(asked, lambda path, value: not value or not holds_more(named_by(path))):
        path, place = named_by(".".join(map(str, keys))), ("assumptions", *keys)
        several = tuple(values) if isinstance(values, tuple | list) else (values,)
        if path in solved:
            report(reading, place, f"'{path}' is solved to meet your own figures.", "Take it out.", "conflict", path)
            continue
        if several in ((), ({},)) or path in listed:
            what = "is named twice." if path in listed else "names no value."
            report(reading, place, what, f"Write {path}: [0.6, 0.8].", "duplicate" if path in listed else "missing")
            continue
        for at, value in enumerate(several):
            key: KeyPath = (*place, at) if isinstance(values, tuple | list) else place
            try:
                laid_over(scenario, {f"assumptions.{path}": value})
            except Refused as refused:
                for problem in refused.problems:
                    no_path = slot_at(keys_of(f"assumptions.{path}")) is None and problem.code == "unknown"
                    no_path = no_path and path.split(".")[-1] not in REPLACED
                    hint = did_you_mean(path, drawable()) if no_path else problem.hint
                    if path == "off" and not no_path:
                        hint = "Each world has a list of its own, such as off: [[], [crowding]]."
                    message = f"there is no assumption '{path}'." if no_path else problem.message
                    report(reading, key, message, hint or problem.hint, problem.code, value)
        listed[path] = several
    if len(reading.problems) > before:
        return ()
    listed = {path: tuple(dict.fromkeys(several)) for path, several in listed.items()}
    if (many := prod(map(len, listed.values()))) > MOST_WORLDS:
        hint = f"At most {MOST_WORLDS}; many worlds are drawn: assumptions: {{over: all}}."
        report(reading, ("assumptions",), f"makes {many:,} worlds, each a comparison of its own.", hint, "range")
        return ()
    return product_of_worlds(listed)


def named_by(path: str) -> str:
    """Return the path of an assumption within the assumptions.

    >>> named_by("assumptions.transport"), named_by("sessions.space")
    ('transport', 'sessions.space')
    """
    return path.removeprefix("assumptions.")


def holds_more(path: str) -> bool:
    """Tell whether keys stand below a path of assumptions, as in `sessions: {space: 2}`."""
    slot = slot_at(keys_of(f"assumptions.{path}"))
    return slot is not None and (is_record(slot.kind) or get_origin(slot.kind) is dict)
