"""Write the sample roster and ties: 300 synthetic employees, as an HR system would export them.

Run from anywhere: `python scenarios/sample/make_sample.py`. Nobody in it is real.
"""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

from mentorlab.agents.network.acquaintance import draw_ties
from mentorlab.agents.people.makeup import Acquaintance, Makeup, Tenure
from mentorlab.agents.people.population import draw_people
from mentorlab.agents.people.structure import synthetic_structure

EMPLOYEES, SEED, AS_OF = 300, 2026, date(2026, 1, 1)
GRADES = ("Entry", "Specialist", "Manager", "Director", "Executive")
SITES = ("Lisbon", "Lyon")


def main() -> None:
    """Write roster.csv and ties.csv beside this file."""
    structure = synthetic_structure(EMPLOYEES)
    people, _ = draw_people(structure, SEED, 0, Makeup(), Tenure())
    ties = draw_ties(people, SEED, 0, Acquaintance())
    ids = [f"E{1001 + row}" for row in range(EMPLOYEES)]
    here = Path(__file__).parent
    with (here / "roster.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(
            ["employee_id", "birth_year", "hire_date", "level", "department", "team", "manager_id", "site", "group"]
        )
        for row in range(EMPLOYEES):
            born = AS_OF - timedelta(days=round(365.25 * people.age[row]))
            hired = AS_OF - timedelta(weeks=int(people.tenure[row]))
            manager = ids[people.manager[row]] if people.manager[row] >= 0 else ""
            table.writerow(
                [
                    ids[row],
                    born.year,
                    hired.isoformat(),
                    GRADES[people.level[row]],
                    structure.departments[people.department[row]],
                    f"{structure.departments[people.department[row]][:3].upper()}-{people.team[row] + 1}",
                    manager,
                    SITES[int(people.team[row]) % 2],
                    "yes" if people.group[row] else "no",
                ]
            )
    with (here / "ties.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["source", "target", "weight"])
        for one, other, weight in ties.edges():
            table.writerow([ids[one], ids[other], f"{weight:.2f}"])


if __name__ == "__main__":
    main()
