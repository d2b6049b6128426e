"""A level is proposed for grades whose words are known; a proposal only, which others show and ask about."""

from __future__ import annotations

import pytest

from mentorlab.agents.files.guessing.grades import guess_grades, level_of


@pytest.mark.parametrize(
    "ladder",
    [
        ("Trainee", "Specialist", "Team Lead", "Director", "Vice President"),
        ("Entry Level", "Individual Contributor", "Manager", "Senior Manager", "Executive"),
        ("Praktikantin", "Sachbearbeiterin", "Teamleiterin", "Abteilungsleitung", "Vorstand"),
        ("Auszubildende/r", "Referent", "Gruppenleiter", "Bereichsleiter", "Geschäftsführer"),
        ("Stagiaire", "Technicien", "Chef d'équipe", "Directrice", "Directeur général"),
        ("Apprenti", "Agent de maîtrise", "Cadre", "Cadre supérieur", "Cadre dirigeant"),
    ],
)
def test_ladders_in_three_languages_run_from_entry_to_executive(ladder: tuple[str, ...]) -> None:
    assert [level_of(grade) for grade in ladder] == [0, 1, 2, 3, 4]


def test_of_a_grade_that_says_nothing_no_level_is_proposed() -> None:
    found = guess_grades(["Blue", "Manager", "Blue", "Junior"], [], [])
    assert [(grade.name, grade.people, grade.level) for grade in found] == [
        ("Junior", 1, 0),
        ("Manager", 1, 2),
        ("Blue", 2, None),
    ]


def test_grades_of_a_word_and_a_number_run_to_the_end_where_the_managers_are() -> None:
    ids = [str(at) for at in range(9)]
    cells = ["L3", "L2", "L2", *["L1"] * 6]
    managers = ["", "0", "0", *["1"] * 3, *["2"] * 3]
    assert {grade.name: grade.level for grade in guess_grades(cells, ids, managers)} == {"L1": 0, "L2": 2, "L3": 4}
    turned = [{"L1": "L3", "L3": "L1"}.get(cell, cell) for cell in cells]
    for bosses in (managers, [boss and f"{boss}.0" for boss in managers]):
        assert {grade.name: grade.level for grade in guess_grades(turned, ids, bosses)} == {"L3": 0, "L2": 2, "L1": 4}


def test_numbers_and_our_own_levels_need_no_proposal() -> None:
    assert guess_grades(["1", "2", "03"], [], []) == ()
    assert guess_grades(["entry", "Manager", "executive"], [], []) == ()
    assert guess_grades(["", "n/a"], [], []) == ()
