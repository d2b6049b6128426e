"""mentorlab: try out a reverse-mentoring programme in simulation before launching a real one.

What it finds is *what if, under these assumptions*: simulated, not measured. The doors, each with a `help` of its own:

    load("reverse")                        a scenario: people, policy, assumptions; shipped, or from a file of yours
    simulate("reverse", seed=1)            one future, week by week: an illustration, never a result
    compare(["no-programme", "reverse"])   many futures on the same luck: differences, intervals, verdicts
    sweep("reverse", {"feedback": [0, 4]}) many policies: which are best, within limits of money and time
    why("reverse")                         what a difference hangs on: each mechanism switched off in turn
    match("reverse")                       who with whom at launch, and why; for real people, from a roster
    MentoringModel(scenario, seed=1)       the model itself: a mesa.Model whose step is a week
    sceptical(scenario)                    the same scenario, every borrowed effect at its least favourable

Scenarios are named, read from a YAML file or made here:

>>> import mentorlab as ml
>>> ml.load("reverse")
<Scenario 'reverse': 104 weeks, 300 drawn employees
  arm: reverse>
>>> rare = ml.load("reverse").with_({"feedback": 8, "policy.share": 0.2})  # every check of a file
>>> rare.policy.feedback.every_weeks, rare.policy.share
(8, 0.2)
>>> print(ml.Scenario(name="ours", policy=rare.policy).to_yaml().splitlines()[0])
name: ours

People and ties may be tables or a graph of yours: `Organisation(roster=frame, ties=frame_or_graph)`.

What comes back shows itself in a notebook and has frames for statistics of your own: a `Comparison` and a `Sweep`
`sentence()`, `to_frame()` and `plot()`, a `Comparison` also `runs`, a row for each scenario, future and outcome; a
`Why` the same three; a `Run` `outcomes`, `weekly`, `people` and `pairs`; a `Matching` `pairs`, `unmatched` and
`checks`. `columns()` says what each column means, and its unit. `plot` and the figure functions take axes of your own,
or make them, and return them.

What you write yourself goes in as it is. A strategy is a function of `Candidates` and a generator that returns
positions of juniors and seniors:

>>> import numpy as np
>>> def oldest_first(candidates, rng):
...     juniors, seniors = candidates.juniors, candidates.seniors
...     return np.column_stack([np.argsort(juniors.lot), np.argsort(-seniors.age)[: len(juniors)]])
>>> policy = ml.Policy(arm="reverse", pairing=oldest_first, must_not={"own_manager": False})
>>> len(ml.match(ml.Scenario(policy=policy)).pairs)
15

So do a `Reward`, a `Training`, a feedback rule, a calendar process and an `OwnOutcome`: docs/how-to has a page each.
What cannot be used is refused, with all that is wrong at once, by `Refused`. `dir(mentorlab)` names everything.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .agents.base.refusal import Refused as Refused
    from .agents.files.roster import read_roster as read_roster
    from .agents.files.tie_file import read_ties as read_ties
    from .agents.people.candidates import Candidates as Candidates
    from .experiments.results.columns import columns as columns
    from .experiments.results.comparison import retention_three_ways as retention_three_ways
    from .experiments.show.figures import comparison_figure as comparison_figure
    from .experiments.show.figures import save_figure as save_figure
    from .experiments.show.network_figure import network_figure as network_figure
    from .experiments.show.survival_figure import survival_figure as survival_figure
    from .experiments.show.why_figure import why_figure as why_figure
    from .experiments.studies.compare import compare as compare
    from .experiments.studies.comparison import Comparison as Comparison
    from .experiments.studies.match import Matching as Matching
    from .experiments.studies.match import match as match
    from .experiments.studies.simulate import Run as Run
    from .experiments.studies.simulate import simulate as simulate
    from .experiments.studies.sweep import Sweep as Sweep
    from .experiments.studies.sweep import sweep as sweep
    from .experiments.studies.why import Why as Why
    from .experiments.studies.why import why as why
    from .scenarios.assumptions.assumptions import Assumptions as Assumptions
    from .scenarios.assumptions.organisation import Organisation as Organisation
    from .scenarios.assumptions.outcomes import OwnOutcome as OwnOutcome
    from .scenarios.evidence.sceptic import sceptical as sceptical
    from .scenarios.extensions.resolve import allow as allow
    from .scenarios.load import load as load
    from .scenarios.no_programme import no_programme as no_programme
    from .scenarios.policy.rewards import Reward as Reward
    from .scenarios.policy.training import Training as Training
    from .scenarios.records.policy import Policy as Policy
    from .scenarios.scenario import Scenario as Scenario
    from .sim.measures.record import Record as Record
    from .sim.model import MentoringModel as MentoringModel

__version__ = "0.2.0"

_HOME = {  # a test holds it equal to the imports above
    "Assumptions": ".scenarios.assumptions.assumptions",
    "Candidates": ".agents.people.candidates",
    "Comparison": ".experiments.studies.comparison",
    "Matching": ".experiments.studies.match",
    "MentoringModel": ".sim.model",
    "Organisation": ".scenarios.assumptions.organisation",
    "OwnOutcome": ".scenarios.assumptions.outcomes",
    "Policy": ".scenarios.records.policy",
    "Record": ".sim.measures.record",
    "Refused": ".agents.base.refusal",
    "Reward": ".scenarios.policy.rewards",
    "Run": ".experiments.studies.simulate",
    "Scenario": ".scenarios.scenario",
    "Sweep": ".experiments.studies.sweep",
    "Training": ".scenarios.policy.training",
    "Why": ".experiments.studies.why",
    "allow": ".scenarios.extensions.resolve",
    "columns": ".experiments.results.columns",
    "compare": ".experiments.studies.compare",
    "comparison_figure": ".experiments.show.figures",
    "load": ".scenarios.load",
    "match": ".experiments.studies.match",
    "network_figure": ".experiments.show.network_figure",
    "no_programme": ".scenarios.no_programme",
    "read_roster": ".agents.files.roster",
    "read_ties": ".agents.files.tie_file",
    "retention_three_ways": ".experiments.results.comparison",
    "save_figure": ".experiments.show.figures",
    "sceptical": ".scenarios.evidence.sceptic",
    "simulate": ".experiments.studies.simulate",
    "survival_figure": ".experiments.show.survival_figure",
    "sweep": ".experiments.studies.sweep",
    "why": ".experiments.studies.why",
    "why_figure": ".experiments.show.why_figure",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_HOME[name], __name__), name)
    return value


def __dir__() -> list[str]:
    return sorted([*_HOME, "__version__"])
