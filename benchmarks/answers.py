"""Which design: the answers of the usual questions, by size of the organisation and of the programme.

    python benchmarks/answers.py ANSWERS.jsonl                 runs what the file does not have yet; hours in all
    python benchmarks/answers.py ANSWERS.jsonl --people 300 --share 10 --only feedback --replicates 100
    python benchmarks/answers.py ANSWERS.jsonl --table docs/which-design.md      writes its table into the page

Each question compares all values of a lever in `reverse` with no programme, everything else as it is. Each answer is
one line of the file as soon as it is done.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import mentorlab as ml
from mentorlab.experiments.cli.options.choosing import varied
from mentorlab.experiments.show.wording.answer import label
from mentorlab.scenarios.assumptions.outcomes import PARTICIPANTS_SHOWN

QUESTIONS = {"pairing": "pairing", "feedback": "feedback=0,1,2,4,8", "reward": "reward"}
PEOPLE = (300, 1200)
SHARES = (5, 10, 20, 40)
BEGIN, END = "<!-- answers: begin -->", "<!-- answers: end -->"

Asked = tuple[int, str, int]


def answered(asked: Asked, replicates: int | None, jobs: int | None) -> dict[str, Any]:
    """Return the answer to one question, with how long it took."""
    people, question, share = asked
    base = ml.load("reverse").with_({"organisation.synthetic.employees": people, "policy.share": share / 100})
    scenarios = [ml.no_programme(base), *varied(base, [QUESTIONS[question]])]
    began = time.monotonic()
    found = ml.compare(scenarios, replicates=replicates, jobs=jobs, progress=False)
    answer = found.data["answer"]
    taken = {"people": people, "question": question, "share": share, "seconds": round(time.monotonic() - began)}
    return taken | {"fixed": replicates is not None, **answer}


def table(answers: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the lines of a table of answers, one row each."""
    columns = (
        "people", "share", "question", "futures", "best", "as good as the best", "still possible",
        "beaten or trading off",
        "what separates them for participants", "no difference shown", "cost of the best; against the dearest as good",
    )  # fmt: skip
    yield f"| {' | '.join(columns)} |"
    yield "|---" * len(columns) + "|"
    for one in sorted(answers, key=lambda one: (one["people"], one["question"], one["share"])):
        by = {status: [d["name"] for d in one["designs"] if d["status"] == status] for status in STATUSES}
        good = [d for d in one["designs"] if d["name"] in (*by["as good as the best"], *one["best"])]
        cells = (
            f"{one['people']:,}", f"{one['share']} %", one["question"], str(one["futures"]), named(one["best"]),
            named(by["as good as the best"]), named(by["still possible"]), named([*by["beaten"], *by["trades off"]]),
            named([label(name) for name in PARTICIPANTS_SHOWN if name in one["separates"]]),
            named([label(name) for name in PARTICIPANTS_SHOWN if name in one["alike"]]), cost(one, good),
        )  # fmt: skip
        yield f"| {' | '.join(cells)} |"


STATUSES = ("as good as the best", "beaten", "trades off", "still possible")


def named(names: list[str]) -> str:
    """Return names for a cell, a dash for none."""
    return ", ".join(names) or "-"


def cost(one: dict[str, Any], good: list[dict[str, Any]]) -> str:
    """Return what the best costs, and the dearest of those that are as good."""
    if not one["best"]:
        return "-"
    price = one["staircase"][0]["price"]
    dearest = max((d["price"] for d in good), key=lambda price: price["cash"])
    best, other = (f"{one['cash']:,.0f} and {one['hours']:,.0f} hours" for one in (price, dearest))
    return f"{best}; {other}"


def main() -> None:
    """Run what is asked for and not there, or write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("answers", type=Path)
    parser.add_argument("--people", type=int, nargs="*", default=PEOPLE)
    parser.add_argument("--share", type=int, nargs="*", default=SHARES)
    parser.add_argument("--only", nargs="*", choices=QUESTIONS, default=list(QUESTIONS))
    parser.add_argument("--replicates", type=int, help="without it, as many as settle the answer, up to 200")
    parser.add_argument("--jobs", type=int)
    parser.add_argument("--table", type=Path, help="a page with the two marks between which the table is written")
    given = parser.parse_args()
    known = [json.loads(line) for line in given.answers.read_text().splitlines()] if given.answers.exists() else []
    if given.table:
        page = given.table.read_text(encoding="utf-8")
        before, rest = page.split(BEGIN)
        lines = "\n".join(table(known))
        given.table.write_text(f"{before}{BEGIN}\n{lines}\n{END}{rest.split(END)[1]}", encoding="utf-8")
        return
    there = {(one["people"], one["question"], one["share"]) for one in known}
    for asked in [(n, question, share) for n in given.people for share in given.share for question in given.only]:
        if asked not in there:
            done = answered(asked, given.replicates, given.jobs)
            with given.answers.open("a", encoding="utf-8") as file:
                file.write(json.dumps(done) + "\n")
            print(*asked, f"{done['futures']} futures, {done['seconds']} s, best: {named(done['best'])}", flush=True)


if __name__ == "__main__":
    main()
