"""A comparison in plain words: numbers with their units, verdicts, and one sentence to repeat."""

from __future__ import annotations

from collections.abc import Sequence

from ....agents.files.tables.cells import counted, listed
from ....scenarios.assumptions.outcomes import HEADLINES, PARTICIPANTS_HEADLINES, Outcome
from ....scenarios.differences import NO_PROGRAMME, differences, differences_in_words
from ....scenarios.scenario import Scenario
from ...results.comparison import ComparisonResult
from ...results.prices import Diluted, dilution
from ...statistics.choice import LEVEL
from ...statistics.verdicts import ENOUGH, Finding
from .answer import MOST, answer_in_words
from .notes import no_pairs
from .numbers import amount, difference_in_words, enough_digits, short_unit

WORTH_WHILE = 20
"""If more than this many times the present replicates would be needed, words do not say how many."""

NAMED = 3
"""Scenarios that a sentence names, where they do not share their assumptions."""

NOT_JUDGED = "not judged"
"""What stands for a verdict where scenarios do not share their assumptions."""


def verdict_in_words(finding: Finding, outcome: Outcome, smallest: float) -> str:
    """Return what a verdict says to somebody who has never heard of an interval."""
    limit = amount(smallest, enough_digits(outcome, smallest))
    more = finding.more_replicates
    match finding.verdict, finding.reason:
        case None, _:
            return "nothing to compare" if finding.difference is None else NOT_JUDGED
        case "equivalent", "identical":
            return "no difference at all"
        case "equivalent", _:
            return f"no difference that matters (less than {limit})"
        case "undecided", "few replicates":
            return f"not yet clear: rerun with --replicates {(finding.replicates or 0) + (more or 0)}"
        case "undecided", "rare":
            differs = (finding.replicates or 0) - (finding.equal_in or 0)
            if not differs:
                return f"no difference in any of {finding.replicates} futures"
            return f"cannot be settled: there is a difference in {differs} of {finding.replicates} futures"
        case "undecided", "nearly constant":
            return "cannot be settled: nearly the same difference every time"
        case "undecided", _ if (more or 0) > WORTH_WHILE * (finding.replicates or 0):
            return "cannot be settled at this programme size"
        case "undecided", _:
            return f"not yet clear: rerun with --replicates {rounded_up((finding.replicates or 0) + (more or 0))}"
        case verdict, _ if may_be_small(finding, smallest):
            kind = "gain" if verdict == "better" else "loss"
            return (
                f"a small {kind}, possibly too small to notice (we look for {limit.removeprefix('less than ')} or more)"
            )
        case verdict, _:
            return str(verdict)


def rounded_up(replicates: int) -> int:
    """Return a number of replicates that is easy to type: to two digits.

    >>> rounded_up(343), rounded_up(350), rounded_up(1201), rounded_up(36)
    (350, 350, 1300, 36)
    """
    step = 10 ** max(0, len(str(replicates)) - 2)
    return -(-replicates // step) * step


def may_be_small(finding: Finding, smallest: float) -> bool:
    """Return whether the interval reaches differences too small to matter."""
    ends = [abs(end) for end in (finding.low, finding.high, finding.difference) if end is not None]
    return min(ends, default=0.0) < smallest


def what_differs(scenarios: Sequence[Scenario], baseline: int) -> tuple[str, ...]:
    """Return a line for each scenario but the baseline: what it does otherwise, or what it does at all."""
    return tuple(
        f"{scenario.name}: {'; '.join(programme_in_words(scenarios[baseline], scenario)) or 'nothing but the name'}"
        for row, scenario in enumerate(scenarios)
        if row != baseline
    )


def programme_in_words(baseline: Scenario, scenario: Scenario) -> list[str]:
    """Return what a scenario does otherwise; compared with no programme, what programme it has."""
    if baseline.begins or not scenario.begins:
        return differences_in_words(baseline, scenario)
    others = [
        f"{one.label} {one.words[1]}" if one.words[0] == NO_PROGRAMME else f"{one.label} {' -> '.join(one.words)}"
        for one in differences([baseline, scenario])
        if one.path != "policy.arm"
    ]
    week, policy = scenario.begins
    what = "training, without mentoring" if policy.arm == "training" else f"a {policy.arm} mentoring programme"
    return [f"{what} from week {week}" if week else what, *others]


def leading(comparison: ComparisonResult) -> str:
    """Return the scenario to speak of: the best design or else a leading one, by the answer.

    Without an answer the one with most headlines better less worse, then the better ranked, then the first.
    """
    if comparison.answer is not None:
        spoken = (*comparison.answer.best, *comparison.answer.leaders.values())
        if others := [name for name in spoken if name in comparison.others]:
            return others[0]

    def standing(name: str) -> tuple[int, float]:
        verdicts = [comparison.findings[name][headline].verdict for headline in HEADLINES]
        ranks = [comparison.ranks[name][headline] or len(comparison.names) for headline in HEADLINES]
        return verdicts.count("better") - verdicts.count("worse"), -sum(ranks)

    return max(comparison.others, key=standing)


def clauses(comparison: ComparisonResult, name: str) -> list[str]:
    """Return clauses on one scenario's headlines, one for each kind of verdict."""
    kinds: dict[str, list[str]] = {"better": [], "worse": [], "equivalent": [], "undecided": []}
    for headline in HEADLINES:
        finding = comparison.findings[name][headline]
        outcome, smallest = comparison.declared(headline), comparison.smallest_effects[headline]
        words = outcome.label
        if finding.verdict in ("better", "worse"):
            by = difference_in_words(finding, outcome, smallest).replace(" (", f" {short_unit(outcome)} (")
            if may_be_small(finding, smallest):
                small = "possibly too small to notice"
                by = f"{by[:-1]}; {small})" if by.endswith(")") else f"{by} ({small})"
            words += f" by {by.lstrip('+-')}"  # the verb says which way
        if finding.verdict:
            kinds[finding.verdict].append(words)
    verbs = {
        "better": "improves {}",
        "worse": "worsens {}",
        "equivalent": "makes no difference that matters to {}",
        "undecided": "leaves {} undecided",
    }
    return [verbs[kind].format(listed(outcomes)) for kind, outcomes in kinds.items() if outcomes]


def futures_in_words(comparison: ComparisonResult) -> str:
    """Return in how many futures the scenarios were run, from the fewest to the most where they differ."""
    most, run = comparison.replicates, comparison.used.values()
    if comparison.enough is None or len(set(run)) == 1:
        return counted(most, "simulated future")
    return f"{min(run):,} to {counted(most, 'simulated future')}"


def sentence_of(comparison: ComparisonResult) -> str:
    """Return one sentence for a comparison, with what it rests on, and how it came to an end if a rule decided that."""
    if comparison.apart:
        return sentence_apart(comparison)
    name, baseline = leading(comparison), comparison.baseline
    first = f"In {futures_in_words(comparison)} of {comparison.organisation}"
    ended = f" {comparison.enough.said}" if comparison.enough else ""
    lead = ""
    if comparison.answer is not None and comparison.replicates >= ENOUGH:
        lead = f"{answer_in_words(comparison).lead} "
    if all(
        comparison.findings[other][headline].reason == "identical"
        for other in comparison.others
        for headline in HEADLINES
    ):
        what = f"{listed([*comparison.others, baseline])} come to exactly the same"
    elif comparison.replicates < ENOUGH:
        what = (
            f"nothing can be said of {listed(comparison.others)} compared with {baseline}: that takes at least {ENOUGH}"
        )
    else:
        verdicts = listed(clauses(comparison, name)) or "has no result"
        what = f"{name} {verdicts} for the organisation as a whole, compared with {baseline}"
    return (
        f"{lead}{first}, {what}. {what_varies(comparison)} This is what would happen if the model's assumptions held: "
        f"simulated, not measured.{ended}"
    )


def what_varies(comparison: ComparisonResult) -> str:
    """Return a sentence on what differs from future to future and, where they are apart, between scenarios."""
    if comparison.drawn:
        return "Chance and the assumptions differ between the futures."
    if comparison.apart:
        return "Only chance differs between the futures, and assumptions between the scenarios."
    return "Only chance differs between the futures; the assumptions were held fixed."


def warnings_of(comparison: ComparisonResult) -> list[str]:
    """Return a sentence for each scenario that formed no pair or is worse than the baseline on a headline."""
    place = comparison.places["taking_part"]
    warnings = [
        warning
        for name, runs, was_run, asked in zip(
            comparison.names, comparison.values, comparison.was_run, comparison.programmes, strict=False
        )
        if asked and (warning := no_pairs(name, runs[was_run, place].tolist()))
    ]
    for name in comparison.others:
        worse = [h for h in HEADLINES if comparison.findings[name][h].verdict == "worse"]
        if worse:
            warnings.append(f"{name} is worse than {comparison.baseline} on {listed(worse)}.")
    return warnings


def dilution_in_words(comparison: ComparisonResult) -> list[str]:
    """Return why programmes of their size cannot show in the whole organisation, by the largest gain of any."""
    largest: dict[str, tuple[str, Diluted]] = {}
    for name in comparison.names:
        for headline, one in dilution(comparison, name).items():
            if headline not in largest or abs(one.in_all) > abs(largest[headline][1].in_all):
                largest[headline] = (name, one)
    too_small = [
        f"{amount(one.in_all, enough_digits(comparison.declared(headline), one.smallest), signed=True)} of {headline} "
        f"({name})"
        for headline, (name, one) in largest.items()
        if abs(one.in_all) < one.smallest
        and not any(comparison.findings[other][headline].verdict in ("better", "worse") for other in comparison.others)
    ]
    if not too_small:
        return []
    share = max(one.share for _, one in largest.values())
    return [
        f"Up to {100 * share:.0f} % of the staff take part at a time. If nobody else is touched, what a programme does "
        f"for them comes to {listed(too_small)} for the whole organisation, which is less than we look for there."
    ]


def foot(comparison: ComparisonResult, everything: bool, outcomes: Sequence[str] = ()) -> str:
    """Return how sure the intervals shown are: those of headlines hold together, any other by itself."""
    lines = len(comparison.others) * (len(HEADLINES) + len(PARTICIPANTS_HEADLINES))
    sure = f"The intervals of the organisation's headlines hold together in {100 * (1 - LEVEL):g} of 100 studies like"
    sure += " this one, and so do those of the participants'"
    if not everything and not outcomes:
        return f"{sure}."
    others = sum(name not in (*HEADLINES, *PARTICIPANTS_HEADLINES) for name in comparison.places)
    others = others if everything else len(outcomes)
    alone = others * len(comparison.others)
    return (
        f"{sure}; every other outcome is judged by itself. So of {lines + alone} lines up to about "
        f"{max(1, round(LEVEL * (others + 2) * len(comparison.others)))} may hold a wrong one."
    )


def notes_and_warnings(comparison: ComparisonResult) -> list[str]:
    """Return the notes and warnings that belong beside the numbers."""
    return [*comparison.notes, *warnings_of(comparison)]


def left_out(comparison: ComparisonResult, only: Sequence[str] = ()) -> list[str]:
    """Return a sentence on the outcomes that have no difference from the baseline, and one on those without a value.

    `only` some outcomes are looked at, all if none is named.
    """
    only_in, nowhere = [], []
    for outcome in comparison.outcomes:
        if only and outcome.name not in only:
            continue
        if any(comparison.findings[name][outcome.name].difference is not None for name in comparison.others):
            continue
        means = {name: comparison.mean(name, outcome.name) for name in comparison.others}
        found = [f"{name} {amount(mean, outcome.digits)}" for name, mean in means.items() if mean is not None]
        if len(found) == 1 == len(means):
            found = [found[0].rpartition(" ")[2]]
        if found:
            only_in.append(f"{outcome.label} ({', '.join(found[:NAMED])}{', ...' * (len(found) > NAMED)})")
        else:
            nowhere.append(outcome.label)
    lines = []
    if only_in:
        lines.append(f"Without a value in {comparison.baseline}, and so not compared: {'; '.join(only_in)}.")
    if nowhere:
        lines.append(f"Without a value in these runs: {'; '.join(nowhere)}.")
    return lines


def more_replicates_in_words(comparison: ComparisonResult) -> str:
    """Return how many replicates might decide the headlines that are undecided, or nothing."""
    asked = [
        finding.more_replicates
        for name in comparison.others
        for headline in HEADLINES
        if (finding := comparison.findings[name][headline]).more_replicates
    ]
    if not comparison.whole:
        return "When all parts are done, mentorlab merge ALL.db PART1.db PART2.db ... and then mentorlab resume ALL.db."
    if comparison.enough and not comparison.enough.reached:
        most = comparison.enough.rule.most
        if comparison.looks and comparison.answer is not None:
            still = [one.more_futures for one in comparison.answer.designs if one.status == "still possible"]
            wanted = most + max((more or 0 for more in still), default=0)
            if None in still or not most < wanted <= MOST:
                return "More futures are not likely to settle it: choose by cost, or by what you care about most."
            return f"--until best,cap={rounded_up(wanted)} might settle it."
        return f"A higher cap than {most:,} replicates might settle it."
    if not asked or comparison.enough:
        return ""
    if comparison.replicates < ENOUGH:
        return f"Nothing is decided below {ENOUGH} replicates: use at least --replicates {ENOUGH} (or none)."
    undecided = "Some headlines stay undecided: luck hides the difference, and it would take"
    if max(asked) > WORTH_WHILE * comparison.replicates:
        return f"{undecided} too many replicates to settle that."
    wanted, most = comparison.replicates + max(asked), 2000
    if wanted > most:
        return (
            f"Some headlines stay undecided: luck hides the difference, and it would take about {wanted:,} replicates."
        )
    return (
        f"--replicates {-(-wanted // 10) * 10} has about an even chance of deciding the headlines that are undecided."
    )


def sentence_apart(comparison: ComparisonResult) -> str:
    """Return one sentence for scenarios that do not share their assumptions: what each does under its own."""
    each = [f"{name}: {listed(headline_differences(comparison, name))}" for name in comparison.others[:NAMED]]
    if more := len(comparison.others) - len(each):
        each.append(f"{counted(more, 'more scenario')} in the table")
    return (
        f"In {futures_in_words(comparison)} of {comparison.organisation}, each scenario compared with "
        f"{comparison.held_against} under its own assumptions: {'; '.join(each)}. Assumptions differ between the "
        "scenarios, so this does not tell which policy is better: it is what would happen if they held; simulated, "
        "not measured."
    )


def headline_differences(comparison: ComparisonResult, name: str) -> list[str]:
    """Return a scenario's headlines as differences, without their verdicts."""
    words = []
    for headline in HEADLINES:
        finding, outcome = comparison.findings[name][headline], comparison.declared(headline)
        by, _, between = difference_in_words(finding, outcome, comparison.smallest_effects[headline]).partition(" (")
        unit = short_unit(outcome, comparison.currency)
        words.append(f"{outcome.label} {by} {unit}{f' ({between}' if between else ''}")
    return words
