"""mentorlab demo: compare six policies on a sample organisation. It takes less than a minute."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from ....agents.base.refusal import Problem, Refused
from ....agents.base.writing import write_text, write_whole
from ....scenarios.load import LIBRARY, load_many
from ....scenarios.scenario import Scenario
from ...show.wording.comparison import notes_and_warnings
from ..options.options import Bar, Jobs, Seed
from ..options.pictures import draw_comparison
from ..options.records import HowToRead, option
from ..options.written import beside
from ..tables.answers import Answer, check_targets, clean
from ..tables.comparison import show_comparison
from .compare import watched

if TYPE_CHECKING:
    from rich.console import Console

DEMO = ("no-programme", "traditional", "reverse", "reverse-random-pairs", "reverse-no-feedback", "bad-programme")
DEMO_FILES = {"comparison": "comparison.png", "network": "network.png", "data": "comparison.json"}
DEMO_WEEK = 20
AS_OF = "2026-01-01"
SAMPLE = LIBRARY.with_name("sample")


def demo(
    out: Annotated[str, option("--out", "The folder for its files.", "DIR")] = "mentorlab-demo",
    replicates: Annotated[
        int, option("--replicates", "How many futures to simulate for each scenario; fewer than 20 decide nothing.")
    ] = 30,
    seed: Seed = 0,
    jobs: Jobs = None,
    bar: Bar = None,
) -> Answer:
    """Compare the shipped scenarios on the sample organisation, read as a user's own files are; leave two pictures."""
    folder = Path(out)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        hint = "Choose another folder with --out."
        raise Refused(Problem(f"cannot be made: {error.strerror}.", hint, "unwritable", file=out)) from None
    files = {kind: str(folder / name) for kind, name in DEMO_FILES.items()}
    also = {name: beside(files["comparison"], name) for name in ("cost", "worlds")}
    check_targets([*files.values(), *also.values()])
    roster, ties = str(SAMPLE / "roster.csv"), str(SAMPLE / "ties.csv")
    scenarios = load_many(DEMO, HowToRead(roster, ties=ties, as_of=AS_OF).settings())
    with watched(len(scenarios), bar) as moved:
        from ...studies.compare import compare

        found = compare(scenarios, replicates=replicates, seed=seed, jobs=jobs, progress=moved)
    pictures = draw_comparison(found, files["comparison"], also)
    draw_network(next(scenario for scenario in scenarios if scenario.name == "reverse"), seed, files["network"])
    write_text(files["data"], json.dumps(found.data, allow_nan=False, indent=1) + "\n")

    def show(console: Console) -> None:
        show_comparison(console, found, everything=False)
        console.print(f"\nThe result as a picture:      {clean(', '.join(pictures))}")
        console.print(f"The network and its pairs:    {clean(files['network'])}")
        console.print(f"All numbers, for programs:    {clean(files['data'])}")
        console.print("\nNext, with your own people (roster.csv: employee_id, birth_year, level, department):")
        console.print("  mentorlab check roster.csv --ties ties.csv")
        console.print("  mentorlab compare no-programme reverse --roster roster.csv --ties ties.csv")
        console.print("or with a policy of your own:")
        console.print("  mentorlab new ours --from reverse && mentorlab compare no-programme ours.yaml")
        console.print("  mentorlab compare reverse --vary feedback=0,2,8")

    return Answer({**found.data, "sentence": found.sentence(), "files": files}, show, notes=notes_and_warnings(found))


def draw_network(scenario: Scenario, seed: int, file: str) -> None:
    """Draw the ties and pairs of a scenario's first replicate after some weeks."""
    from ....sim.model import MentoringModel
    from ...show.figures import save_figure
    from ...show.network_figure import network_figure

    model = MentoringModel(scenario, seed=seed)
    for _ in range(min(DEMO_WEEK, scenario.weeks)):
        model.step()
    write_whole(file, lambda scratch: save_figure(network_figure(model), scratch))
