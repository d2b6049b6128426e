"""Results as a notebook shows them: a short table of what matters, and what it depends on."""

from __future__ import annotations

import math
from collections.abc import Iterable

from ...agents.base.notebook import MOST_ROWS, html_table
from ...agents.files.tables.cells import counted
from ...scenarios.assumptions.mechanisms import MECHANISMS
from ...scenarios.assumptions.outcomes import HEADLINES, OUTCOME, Outcome
from ...scenarios.records.scenario import own_outcomes
from ..results.comparison import ComparisonResult
from ..results.run import PairList, RunResult
from ..results.sweep import SweepResult
from ..results.why import NOT_A_SUM, WhyResult
from .figures import SIMULATED
from .sweep_panels import LOOKS
from .why_figure import shown_in_figure
from .wording.comparison import futures_in_words, notes_and_warnings, verdict_in_words, what_varies
from .wording.numbers import amount, difference_in_words, enough_digits, short_unit, with_interval
from .wording.sweep import limits_in_words, sentence_of

MOST_NOTES = 4


def figures_in_words(comparison: ComparisonResult) -> list[str]:
    """Return in a sentence how the company figures were met, where they are stated."""
    if not comparison.figures:
        return []
    own = [
        one
        for one in comparison.figures[comparison.baseline_row].figures
        if one.yours and not one.name.startswith("pay.")
    ]
    met = [f"{one.label} {amount(one.target, 2)} asked for, {amount(one.value, 2)} reached ({one.unit})" for one in own]
    return [f"Your company figures, without a programme: {'; '.join(met)}."] if met else []


def columns(headlines: Iterable[Outcome]) -> list[str]:
    """Return a heading with its unit for each headline."""
    return [f"{headline.label} ({short_unit(headline)})" for headline in headlines]


def comparison_html(comparison: ComparisonResult) -> str:
    """Return each scenario's differences on the headlines, with intervals and verdicts in words."""
    caption = (
        f"Differences from {comparison.held_against} in {futures_in_words(comparison)} of {comparison.organisation}, "
        f"with 95 % intervals that hold together; {SIMULATED}. {what_varies(comparison)}"
    )

    def cell(name: str, headline: str) -> str:
        finding, smallest = comparison.findings[name][headline], comparison.smallest_effects[headline]
        difference = difference_in_words(finding, comparison.declared(headline), smallest)
        return f"{difference}: {verdict_in_words(finding, comparison.declared(headline), smallest)}"

    rows = [[name, *(cell(name, headline) for headline in HEADLINES)] for name in comparison.others]
    notes = [*figures_in_words(comparison), *notes_and_warnings(comparison)[:MOST_NOTES]]
    return html_table(caption, ["scenario", *columns(map(comparison.declared, HEADLINES))], rows, also=notes)


def sweep_html(sweep: SweepResult) -> str:
    """Return the policies from the best on: differences from the baseline, and how they stand among each other."""
    comparison, several = sweep.comparison, len(sweep.worlds) > 1
    within = f", within {limits_in_words(sweep.plan.limits, comparison.currency)}" if sweep.plan.limits else ""
    worlds = f"; from the least to the most of {len(sweep.worlds)} worlds" if several else ""
    caption = (
        f"{counted(len(sweep.names), 'policy', 'policies')} compared with {comparison.held_against}{within}, the best "
        f"first, in {futures_in_words(comparison)} of {comparison.organisation}{worlds}; {SIMULATED}."
    )

    def cell(row: int, headline: str) -> str:
        findings = [one.headlines.findings[sweep.names[row]][headline] for one in sweep.worlds]
        smallest = sweep.worlds[0].headlines.smallest_effects[headline]
        if several:
            known = [one.difference for one in findings if one.difference is not None]
            digits = enough_digits(comparison.declared(headline), smallest)
            ends = [amount(end, digits, signed=True) for end in (min(known, default=None), max(known, default=None))]
            top = sum(row in one.ranking[headline].best for one in sweep.worlds)
            return f"{' to '.join(ends)}: among the best in {top} of {len(sweep.worlds)}"
        *_, standing = LOOKS[sweep.worlds[0].ranking[headline].standing[row]]
        return f"{difference_in_words(findings[0], comparison.declared(headline), smallest)}: {standing}"

    rows = [[sweep.names[row], *(cell(row, headline) for headline in sweep.judged)] for row in sweep.order]
    notes = list(dict.fromkeys([*sweep.plan.notes, *comparison.notes]))[:MOST_NOTES]
    return html_table(
        caption, ["policy", *columns(map(comparison.declared, sweep.judged))], rows, also=[sentence_of(sweep), *notes]
    )


def why_html(why: WhyResult) -> str:
    """Return what is left of each headline's difference without each mechanism that clearly changes one."""
    caption = (
        f"What is left of the difference between {why.scenario} and {why.baseline} without one mechanism at a "
        f"time, in {counted(why.replicates, 'simulated future')} of {why.organisation}; {SIMULATED}."
    )
    digits = {name: enough_digits(OUTCOME[name], why.smallest_effects[name]) + 1 for name in HEADLINES}
    rows = [["everything on", *(with_interval(why.differences[name], digits[name]) for name in HEADLINES)]]
    named = shown_in_figure(why)[: MOST_ROWS - 1]
    for mechanism in named:
        left = [(why.remaining[mechanism][name], digits[name]) for name in HEADLINES]
        cells = (with_interval(one.without, n) if one.is_clear else "no clear change" for one, n in left)
        rows.append([f"without {MECHANISMS[mechanism].about}", *cells])
    clear = sum(any(one[name].is_clear for name in HEADLINES) for one in why.remaining.values())
    rest = f"Of {counted(len(why.mechanisms), 'mechanism')} {clear:,} clearly change a headline. {NOT_A_SUM}"
    return html_table(caption, ["", *columns(OUTCOME[one] for one in HEADLINES)], rows, also=[rest])


def run_html(run: RunResult) -> str:
    """Return the outcomes of a single run, the headlines and the user's own first."""
    caption = (
        f"One simulated future of {run.scenario.name} (seed {run.seed}, replicate {run.replicate}): an "
        f"illustration, not a result; {SIMULATED}."
    )
    declared = OUTCOME | {own.name: own.declared for own in own_outcomes(run.scenario)}
    own = [name for name in run.outcomes if name not in OUTCOME]
    currency = run.figures.currency if run.figures else None
    rows = []
    for name in dict.fromkeys([*HEADLINES, *own, *run.outcomes]):
        if not math.isnan(value := run.outcomes[name]):
            one = declared[name].over(run.scenario.weeks)
            rows.append([one.label, amount(value, one.digits), one.unit_in(currency)])
    return html_table(caption, ["outcome", "value", "unit"], rows, also=[frames_of(run), *run.notes[:MOST_NOTES]])


def frames_of(run: RunResult) -> str:
    """Return how large a run's tables are."""
    sizes = [f".{name} ({len(getattr(run, name)):,} rows)" for name in ("weekly", "people", "pairs")]
    return f"In full: .outcomes ({len(run.outcomes):,}), {', '.join(sizes)}."


def run_in_words(run: RunResult) -> str:
    """Return a run in a few lines."""
    headlines = [OUTCOME[name].over(run.scenario.weeks) for name in HEADLINES]
    lines = [f"  {headline.label}: {amount(run.outcomes[headline.name], headline.digits)} {headline.unit}"
            for headline in headlines if not math.isnan(run.outcomes[headline.name])]  # fmt: skip
    first = f"<One simulated future of '{run.scenario.name}', seed {run.seed}, replicate {run.replicate}"
    return "\n".join([first, *lines, f"  {frames_of(run)}", f"  An illustration; {SIMULATED}.>"])


def matching_html(matching: PairList) -> str:
    """Return the first pairs with what speaks most for each, and whether the rules hold."""
    caption = f"{matching_in_words(matching)}; one simulated launch; {SIMULATED}."
    rows = [
        [
            one["pair"],
            *(f"{one[side]} ({one[f'{side}_department']}, {one[f'{side}_level']})" for side in ("junior", "senior")),
            one["reason_1"],
            f"{one['expected_rapport']:.2f}",
        ]
        for one in matching.pairs.to_dict("records")
    ]
    headings = ["pair", "junior", "senior", "first reason", "expected rapport (0 to 1)"]
    return html_table(caption, headings, rows, also=matching.notes[:MOST_NOTES])


def matching_in_words(matching: PairList) -> str:
    """Return how many pairs there are, who is left, and whether the rules hold."""
    broken = matching.checks.loc[~matching.checks["kept"].astype(bool), "rule"]
    rules = f"broken: {', '.join(broken)}" if len(broken) else "every rule is kept"
    left = f"{counted(len(matching.unmatched), 'person', 'people')} without one"
    return f"{counted(len(matching.pairs), 'pair')} for the launch of {matching.scenario.name}; {left}; {rules}"
