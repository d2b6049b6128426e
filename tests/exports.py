"""What the tests of guided import share: exports as HR systems write them, made up from a seed."""

from __future__ import annotations

import csv
import random
from datetime import date, timedelta
from pathlib import Path

GRADES = {"Auszubildende": 0, "Sachbearbeiter": 1, "Spezialist": 1, "Teamleiter": 2, "Abteilungsleiter": 3}
GRADES |= {"Bereichsleiter": 3, "Geschäftsführung": 4}
DEPARTMENTS = ("Vertrieb", "Einkauf", "IT", "Personal", "Finanzen", "Produktion", "Logistik", "Entwicklung")
FIRST, LAST = ("Anna", "Bernd", "Clara", "Dirk", "Eva"), ("Müllerin", "Schmidtke", "Weißhaupt", "Fischerin")
DUPLICATE, STRANGERS = 700, (300, 400, 500)
"""Rows, from 0: one that repeats row 650, and those whose manager is not in the file."""


def german_export(path: Path, people: int = 1200, seed: int = 1) -> Path:
    """Write an export with German headers, dd.mm.yyyy, named grades, a duplicate row and unknown managers."""
    luck = random.Random(seed)
    rows = []
    for at in range(people):
        grade, first_boss, bosses = (
            ("Geschäftsführung", 0, 0 if at == 0 else 1)
            if at < 2
            else ("Bereichsleiter", 0, 2)
            if at < 10
            else ("Abteilungsleiter", 2, 8)
            if at < 40
            else ("Teamleiter", 10, 30)
            if at < 140
            else (luck.choice(("Auszubildende", "Sachbearbeiter", "Sachbearbeiter", "Spezialist")), 40, 100)
        )
        born = date(1962 if at < 140 else 1975, 1, 1) + timedelta(days=luck.randrange(6500 if at < 140 else 11000))
        hired = max(date(2000, 1, 1) + timedelta(days=luck.randrange(9000)), date(born.year + 19, 1, 1))
        first, last = luck.choice(FIRST), luck.choice(LAST)
        boss = str(100_000 + first_boss + luck.randrange(bosses)) if bosses else ""
        rows.append([
            str(100_000 + at), f"{last}, {first}", f"{first}.{last}.{at}@firma.example", f"{born:%d.%m.%Y}",
            DEPARTMENTS[luck.randrange(8)], grade, boss, f"{min(hired, date(2026, 1, 1)):%d.%m.%Y}",
        ])  # fmt: skip
    if people > max(*STRANGERS, DUPLICATE):
        for at in STRANGERS:
            rows[at][6] = f"99900{at % 3}"
        rows[DUPLICATE] = rows[650]
    header = ["Personalnummer", "Name", "E-Mail", "Geburtsdatum", "Abteilung", "Karrierestufe", "Vorgesetzter"]
    with open(path, "w", encoding="cp1252", newline="") as file:
        csv.writer(file, delimiter=";").writerows([[*header, "Eintrittsdatum"], *rows])
    return path
