"""The pair list of a programme's first cohort: who with whom and why, who not and why, and whether the rules hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ...agents.base.fields import refuse_unless_whole
from ...agents.base.refusal import Problem, Refused
from ...agents.base.skills import DIGITAL, LEVELS, SKILLS
from ...agents.files.pseudonyms import pseudonyms
from ...agents.files.tables.quoting import is_email
from ...agents.files.tables.table_file import Source
from ...agents.people.possible_pairs import PossiblePairs, usual_pairs
from ...scenarios.extensions.guards import own_code, read_only
from ...scenarios.extensions.resolve import chosen, name_of
from ...scenarios.load import as_scenario
from ...scenarios.policy import pairing, targeting
from ...scenarios.policy.strategy import Term, declared
from ...scenarios.scenario import Scenario
from ...sim.state.inputs import Inputs, read_inputs
from ..results.run import PairList
from ..show.notebook_tables import matching_html, matching_in_words
from ..show.progress import shown
from ..show.wording.notes import notes_on
from .matching.launch import Launch, launch, read_signed_up
from .matching.pair_checks import Check, check_pairs
from .matching.unmatched import ALSO, DRAWN, HOW_MANY, NOTHING, three_reasons, unmatched

Ids = Literal["pseudonyms", "own"]


class Matching(PairList):
    """The first cohort of a scenario, as one simulated launch pairs it.

    `pairs` has a row for each pair: number, circle (in a programme of circles), junior, senior, the names of their
    departments and levels, three reasons, similarity of style (0..1), learnable gap, goal fit (0, .5, 1), closeness,
    all as the office sees them, and the rapport expected at the start (0..1). `unmatched` has a row for everyone else:
    the side they could have taken, the kind of reason and the reason in words. `checks` has a row for each rule: how
    many pairs or people were checked, and how many break it. `mentorlab.columns()` says what the columns mean, and
    `notes` what else to know of the list.
    """

    def __repr__(self) -> str:
        return f"<{matching_in_words(self)}>"

    def _repr_html_(self) -> str:
        return matching_html(self)


def match(
    scenario: Scenario | str,
    *,
    seed: int = 0,
    replicate: int = 0,
    ids: Ids = "pseudonyms",
    people: Source | None = None,
    progress: bool = True,
) -> Matching:
    """Pair the first cohort of a scenario at launch, each pair with three reasons.

    The organisation settles, people are recruited, and the policy's strategy pairs them, exactly as in the run of that
    seed and replicate. Who volunteers is drawn; `people`, a file or a DataFrame, has the employee ids of those who
    signed up instead. People are named by pseudonyms, or, if `ids` is "own", by the ids of the roster (row numbers in a
    synthetic organisation). A large organisation takes a while, and a notebook or a terminal then says so, unless
    `progress` is False. Raises `Refused`.

    >>> import mentorlab as ml
    >>> matching = ml.match("reverse")
    >>> len(matching.pairs), matching.keeps_all_rules
    (15, True)
    """
    with shown(progress, "the pair list"):
        return named(matched(scenario, seed=seed, replicate=replicate, people=people), ids)


@dataclass(frozen=True)
class Matched:
    """A pair list by row of the workforce, before anybody is named."""

    scenario: Scenario
    seed: int
    replicate: int
    given: Inputs
    launch: Launch
    compared: PossiblePairs | None
    reasons: list[tuple[str, ...]]
    order: list[int]
    left: Any
    checks: tuple[Check, ...]
    notes: tuple[str, ...]


def matched(scenario: Scenario | str, *, seed: int, replicate: int, people: Source | None) -> Matched:
    """Form the first cohort and say why; see `match`."""
    scenario = as_scenario(scenario)
    refuse_unless_whole(seed=(seed, 0), replicate=(replicate, 0))
    given = read_inputs(scenario.organisation)
    signed_up = read_signed_up(people, given, name_of_ids(scenario)) if people is not None else None
    found = launch(scenario, given, seed, replicate, signed_up)
    table, state = found.pairs, found.state
    order = np.lexsort((place_of_ids(given)[table.junior], table.circle)).tolist()
    compared, reasons = None, []
    strategy = declared(chosen(scenario.policy.pairing, "pairing", pairing))
    if found.candidates is not None and len(table):
        position = [{int(row): at for at, row in enumerate(side.rows)}
                    for side in (found.candidates.juniors, found.candidates.seniors)]  # fmt: skip
        rows, columns = (np.array([place[int(person)] for person in side[order]], np.int64)
                         for place, side in zip(position, (table.junior, table.senior), strict=True))  # fmt: skip
        seen = read_only(found.candidates)
        compared = PossiblePairs(seen, rows, columns, given.structure.departments)
        with own_code("pairing", name_of(scenario.policy.pairing)):
            reasons = three_reasons(compared, usual_pairs(seen), strategy.terms, drawn_for(given))
    pairs = [(int(table.junior[p]), int(table.senior[p])) for p in order]
    checks = check_pairs(
        pairs,
        state.workforce,
        given.structure,
        scenario.policy,
        found.places,
        seats=found.seats,
        managers_known=given.roster is None or given.roster.manager_known,
        signed_up=None if signed_up is None else set(signed_up.tolist()),
    )
    left = unmatched(found, given.structure, signed_up)
    notes = (
        *notes_of(scenario, given, people is not None),
        *footnotes([words for three in reasons for words in three], found.places, len(state.workforce), scenario),
        *notes_on([scenario], given),
    )
    return Matched(scenario, seed, replicate, given, found, compared, reasons, order, left, checks, notes)


def drawn_for(given: Inputs) -> Callable[[Term, int, int], bool]:
    """Return what tells whether a term of a pair of real people was drawn; nothing is marked where all are drawn."""
    roster = given.roster

    def drawn(term: Term, junior: int, senior: int) -> bool:
        if roster is None:
            return False
        both = [junior, senior]
        lacking = {
            "skills": np.isnan(roster.skills[both]),
            "digital": np.isnan(roster.skills[junior, list(DIGITAL)]),
            "wishes": np.array([roster.wants[both, 0] < 0, roster.can_teach[both, 0] < 0]),
            "ties": np.array(given.ties is None),
            "style": np.array(True),  # in no roster
            **{name: np.isnan(roster.skills[both, m]) for m, name in enumerate(SKILLS)},
        }
        return any(lacking[what].any() for what in term.rests_on)

    return drawn


def notes_of(scenario: Scenario, given: Inputs, signed_up: bool) -> list[str]:
    """Return what a reader of the list must know beside the notes on every run."""
    notes = []
    policy = scenario.policy
    asked = chosen(policy.targeting, "targeting", targeting)
    if not signed_up and asked.freely:
        notes.append(
            "Who volunteers is drawn by the model, not known. A list of those who signed up can be named with --people."
        )
    elif not signed_up and not asked.by_lot:
        notes.append(
            f"Who takes part ({name_of(policy.targeting)}) is drawn by the model, not known. Those who do can be named "
            "with --people."
        )
    strategy = declared(chosen(policy.pairing, "pairing", pairing))
    if not strategy.terms:
        made = f"'{name_of(policy.pairing)}' has no score that can be taken apart"
        made = "Pairs are drawn by lot" if strategy.by_lot else made
        notes.append(f"{made}: the reasons say what is good about a pair, not why it was made.")
    if given.roster is None:
        notes.append("The organisation is synthetic: everything about its people is drawn.")
    return notes


def footnotes(reasons: list[str], places: int, employees: int, scenario: Scenario) -> list[str]:
    """Return what explains the marks that these reasons have, or why there is no pair to give reasons for."""
    notes = []
    if any(words.startswith(ALSO) and words != NOTHING for words in reasons):
        notes.append(f"'{ALSO.strip()}' is true of a pair but not counted by the strategy, or counted against others.")
    if any(words.endswith(DRAWN) for words in reasons):
        notes.append(
            f"{DRAWN.strip()} rests on something the roster does not have and the model drew: "
            "ask the two before you rely on it. Working styles are in no roster."
        )
    if any(" ." in words or "(." in words for words in reasons):
        notes.append("In the reasons, skills, ties and working styles are numbers from 0 to 1.")
    share = scenario.policy.share
    if places == 0 and share:
        notes.append(
            f"{100 * share:g} % of {employees} people rounds to no pair: ask for more, for example "
            "--set policy.share=0.5, or for a number of pairs with --set policy.pairs=1."
        )
    return notes


def name_of_ids(scenario: Scenario) -> str:
    """Return what the roster file calls its column of ids, if that was set."""
    roster = scenario.organisation.roster
    return roster.columns.get("employee_id", "") if roster else ""


def place_of_ids(given: Inputs) -> NDArray[np.int64]:
    """Return the place of each row among its ids: as numbers where all are numbers, else as words."""
    if given.roster is None or not all(one.isdecimal() for one in given.roster.ids):
        return np.arange(len(given.structure))
    numbers = [int(one) for one in given.roster.ids]
    place = np.empty(len(numbers), np.int64)
    place[sorted(range(len(numbers)), key=numbers.__getitem__)] = np.arange(len(numbers))
    return place


def named(found: Matched, ids: Ids) -> Matching:
    """Return a pair list with its people named."""
    import pandas as pd

    if ids not in ("pseudonyms", "own"):
        raise Refused(Problem(f"ids '{ids}' are not known.", "Say pseudonyms or own.", "unknown", field="ids"))
    given, state, table = found.given, found.launch.state, found.launch.pairs
    if ids == "own" and given.roster and any(map(is_email, given.roster.ids)):
        hint = "Use pseudonyms, or read another column as employee_id, for example a staff number."
        message = "the employee ids of this roster are e-mail addresses, which are never written."
        raise Refused(Problem(message, hint, "private", field="ids"))
    seats = given.structure.seat.tolist()
    own = list(given.roster.ids) if given.roster else [str(row) for row in range(len(seats))]
    names = np.array(
        own if ids == "own" else pseudonyms(given.roster.ids if given.roster else [*map(str, seats)]), object
    )
    departments = np.array(given.structure.departments, object)
    people = state.workforce
    columns: dict[str, Any] = {"pair": np.arange(1, len(found.order) + 1)}
    junior, senior = table.junior[found.order], table.senior[found.order]
    if found.launch.in_circles:
        columns["circle"] = np.unique(table.circle[found.order], return_inverse=True)[1] + 1
    columns |= {"junior": names[junior], "senior": names[senior]}
    levels = np.array(LEVELS, object)
    for side, rows in (("junior", junior), ("senior", senior)):
        columns[f"{side}_department"] = departments[people.department[rows]]
        columns[f"{side}_level"] = levels[people.level[rows]]
    for place in range(HOW_MANY):
        columns[f"reason_{place + 1}"] = [reasons[place] for reasons in found.reasons]
    seen = found.compared
    nothing = np.empty(0)
    columns |= {
        "style_similarity": np.round(seen.compared.similarity, 3) if seen else nothing,
        "learnable_gap": np.round(seen.by_skill.sum(axis=1) * seen.compared.learnable, 3) if seen else nothing,
        "goal_fit": seen.compared.goal_fit if seen else nothing,
        "closeness": np.round(seen.compared.closeness, 3) if seen else nothing,
        "expected_rapport": np.round(table.rapport[found.order], 3),
    }
    left = found.left
    without = pd.DataFrame(
        {
            "employee": names[left.rows],
            "department": departments[people.department[left.rows]],
            "level": levels[people.level[left.rows]],
            "side": left.sides,
            "reason": left.reasons,
            "why": left.why,
        }
    ).iloc[np.argsort(place_of_ids(given)[left.rows])]
    checks = pd.DataFrame(
        [(check.rule, check.looked_at, check.broken, check.kept, check.note) for check in found.checks],
        columns=["rule", "looked_at", "broken", "kept", "note"],
    )
    return Matching(found.scenario, found.seed, found.replicate, pd.DataFrame(columns), without, checks, found.notes)
