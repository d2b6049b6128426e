"""`Comparison`: what `compare` returns, with its sentence and its picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..results.comparison import ComparisonResult, retention_three_ways
from ..show.answer_figure import answer_figure
from ..show.cost_figure import cost_figure
from ..show.figures import comparison_figure
from ..show.notebook_tables import comparison_html
from ..show.wording.comparison import sentence_of
from ..show.worlds_figure import worlds_figure

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


class Comparison(ComparisonResult):
    """Scenarios compared with a baseline, replicate by replicate.

    `sentence()` gives the result in words, `to_frame()` has each difference with its interval and verdict, `runs` has
    the outcomes of every single run, for statistics of your own; `plot()` draws the headlines;
    `findings[scenario][outcome]` and `ranks` are what the frame is made of, and `data` is all of it as JSON has it.

    A scenario that was not run in a replicate has nan in all values there and an empty digest. `values` is (scenarios,
    replicates, outcomes) in the order of `outcomes`, nan where there is no value. `same_people` has, for the
    participants' outcomes, the values of the same people without a programme in the same replicate. `digests` is
    (scenarios, replicates): equal where all outcomes and weekly values are. A participants' outcome is compared with
    the same people, every other one with the baseline; a scenario whose runs are the same as the baseline's, to the
    last bit, differs in nothing. Where the scenarios do not share their assumptions, `apart` takes the baseline's
    place: differences have their intervals, and no verdict and no rank.
    """

    def __repr__(self) -> str:
        return f"<{self.sentence()}>"

    def _repr_html_(self) -> str:
        return comparison_html(self)

    def sentence(self) -> str:
        """Return what came out, in a sentence one can repeat without saying too much."""
        return sentence_of(self)

    def retention_three_ways(self) -> pd.DataFrame:
        """Return each programme's effect on its participants' retention, as it seems and as it is."""
        return retention_three_ways(self)

    def plot(self, axes: Sequence[Axes] | None = None) -> Sequence[Axes]:
        """Draw the answer: participants, the whole organisation and cost, with intervals.

        On three axes of your own, and where there is no answer, draw the organisation's headlines alone.
        """
        if axes is None and self.answer is not None:
            return answer_figure(self)
        return comparison_figure(self, axes)

    def plot_cost(self) -> Sequence[Axes]:
        """Draw what each design costs against what it gains, and the cheaper steps down from the best."""
        return cost_figure(self)

    def plot_worlds(self) -> Sequence[Axes]:
        """Draw a dot for each world and design, with the counts of worlds and futures in which it does better."""
        return worlds_figure(self)
