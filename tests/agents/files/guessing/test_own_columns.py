"""Columns are guessed by their names in six languages and by what stands in them; what is doubtful is not sure."""

from __future__ import annotations

import pytest

from mentorlab.agents.base.text_table import Table
from mentorlab.agents.files.guessing.own_columns import Guess, guess_columns, guess_tie_columns, match_of
from mentorlab.agents.files.guessing.words import HEADERS, TIE_HEADERS, phrases, plain_words

PEOPLE = 60
COLUMNS = {
    "ids": [f"{1000 + at}" for at in range(PEOPLE)],
    "born": [f"{at % 28 + 1:02}.{at % 12 + 1:02}.{1965 + at % 35}" for at in range(PEOPLE)],
    "hired": [f"{2005 + at % 20}-03-01" for at in range(PEOPLE)],
    "departments": [f"{('Sales', 'IT', 'HR')[at % 3]}" for at in range(PEOPLE)],
    "grades": [("Junior", "Specialist", "Manager")[at % 3] for at in range(PEOPLE)],
    "managers": ["" if at == 0 else f"{1000 + at // 8}" for at in range(PEOPLE)],
    "names": [f"Ana Gomez {chr(65 + at % 26)}{chr(65 + at // 26)}" for at in range(PEOPLE)],
    "emails": [f"ana{at}@example.org" for at in range(PEOPLE)],
    "years": [str(at % 7) for at in range(PEOPLE)],
    "towns": [("Ulm", "Bonn")[at % 2] for at in range(PEOPLE)],
}


def table(**header_of: str) -> Table:
    """Return a table of these columns under these headers."""
    rows = [list(row) for row in zip(*(COLUMNS[kind] for kind in header_of), strict=True)]
    return Table("export.csv", tuple(header_of.values()), rows, list(range(2, len(rows) + 2)), [], (), ())


def guessed(**header_of: str) -> dict[str, Guess]:
    return {guess.name: guess for guess in guess_columns(table(**header_of))}


@pytest.mark.parametrize(
    "headers",
    [
        ("Employee ID", "Date of Birth", "Hire Date", "Department", "Job Level", "Manager ID", "Location"),
        ("Personalnummer", "Geburtsdatum", "Eintrittsdatum", "Abteilung", "Karrierestufe", "Vorgesetzter", "Standort"),
        ("Pers.-Nr.", "Geb.-Datum", "Eintritt", "ABTEILUNG", "Hierarchieebene", "Führungskraft", "Arbeitsort"),
        ("Pers.-Nr.", "Geb.-Datum", "Eintritt", "Abteilung", "Stufe", "Fuehrungskraft", "Niederlassung"),
        ("Matricule", "Date de naissance", "Date d'embauche", "Service", "Niveau", "Matricule N+1", "Établissement"),
        ("N° matricule", "Date naissance", "Date d’entrée", "Département", "Échelon", "Supérieur hiérarchique", "Lieu"),
        ("Número de empleado", "Fecha de nacimiento", "Fecha de ingreso", "Departamento", "Nivel", "Jefe", "Sede"),
        ("Matricola", "Data di nascita", "Data di assunzione", "Reparto", "Livello", "Responsabile", "Sede"),
        ("Personeelsnummer", "Geboortedatum", "Datum in dienst", "Afdeling", "Schaal", "Leidinggevende", "Vestiging"),
    ],
)
def test_an_export_is_recognised_by_its_headers_in_six_languages(headers: tuple[str, ...]) -> None:
    kinds = ("ids", "born", "hired", "departments", "grades", "managers", "towns")
    found = guessed(**dict(zip(kinds, headers, strict=True)), names="Name", emails="E-Mail")
    ours = ("employee_id", "birth_date", "hire_date", "department", "level", "manager_id", "site")
    assert {name: guess.header for name, guess in found.items()} == dict(zip(ours, headers, strict=True))
    assert all(guess.sure for guess in found.values())


def test_a_column_without_any_value_is_like_nothing() -> None:
    rows = [[f"{1000 + at}", "null", "3"] for at in range(5)]
    people = Table("export.csv", ("Employee ID", "Year", "Grade"), rows, list(range(2, 7)), [], (), ())
    assert "Year" not in {guess.header for guess in guess_columns(people)}


def test_a_name_is_not_believed_where_something_else_stands_there() -> None:
    found = guessed(names="Employee ID", ids="Worker Key", emails="Department", born="Level", towns="Manager")
    assert set(found) == {"employee_id"}
    assert (found["employee_id"].header, found["employee_id"].sure) == ("Worker Key", False)


def test_a_column_of_ids_of_the_people_is_offered_as_the_managers() -> None:
    found = guessed(ids="Personalnummer", managers="Zuordnung", years="Stimmung")["manager_id"]
    assert (found.header, found.sure) == ("Zuordnung", False)
    assert "ids of the people" in found.why
    assert "manager_id" not in guessed(ids="Personalnummer", years="Years with manager")


@pytest.mark.parametrize(("ids", "managers"), [("{}", "{}.0"), ("{}.0", "{}"), ("E{}", "e{}"), ("0{}", "0{}.0")])
def test_ids_that_another_program_wrote_meet_those_of_the_people(ids: str, managers: str) -> None:
    theirs = ["" if at == 0 else managers.format(1000 + at // 8) for at in range(PEOPLE)]
    rows = [[ids.format(1000 + at), theirs[at], str(at % 7)] for at in range(PEOPLE)]
    for header in ("Manager", "Zuordnung"):
        people = Table("f", ("Employee ID", header, "Years"), rows, list(range(2, PEOPLE + 2)), [], (), ())
        assert {guess.name: guess.header for guess in guess_columns(people)}["manager_id"] == header
    found = guess_tie_columns(
        Table("f", ("From", "To"), [row[1:2] * 2 for row in rows[1:]], list(range(2, PEOPLE + 1)), [], (), ()),
        [row[0] for row in rows],
    )
    assert [(guess.name, guess.header) for guess in found] == [("source", "From"), ("target", "To")]


def test_what_a_name_only_may_mean_is_not_sure_and_the_others_are_named() -> None:
    found = guessed(ids="ID", departments="Kostenstelle", towns="Supervisory Organization")["department"]
    assert not found.sure
    assert {found.header, *found.others} == {"Kostenstelle", "Supervisory Organization"}
    found = guessed(grades="Job Level", departments="Pay Grade")["level"]
    assert (found.header, found.sure, found.others) == ("Job Level", False, ("Pay Grade",))


def test_one_column_of_ages_is_enough_and_it_is_the_most_exact() -> None:
    found = guessed(years="Alter", born="Geburtsdatum", hired="Eintrittsdatum")
    assert set(found) == {"birth_date", "hire_date"}
    assert guess_columns(table(born="Geburtsdatum"), {"age": "Alter"}) == ()


def test_what_is_stated_is_not_guessed_and_its_column_is_taken() -> None:
    found = guess_columns(table(departments="Department", towns="Division"), {"site": "department"})
    assert [(guess.name, guess.header) for guess in found] == [("department", "Division")]


def test_examples_are_no_names_no_addresses_and_nothing_in_brackets() -> None:
    cells = ["Sales (Ana Gomez)", "IT (Bo Li)"] * 20 + ["The office of Ana Gomez"]
    odd = Table("f", ("Department",), [[cell] for cell in cells], list(range(2, 43)), [], (), ())
    assert guess_columns(odd)[0].examples == ("Sales", "IT")
    emails = guessed(emails="Employee ID")["employee_id"]
    assert (emails.sure, emails.examples) == (True, ())


def test_how_dates_are_written_is_a_part_of_the_reason() -> None:
    assert "day.month.year" in guessed(born="Geburtsdatum")["birth_date"].why
    assert "year-month-day" in guessed(hired="Hire Date")["hire_date"].why


def test_the_ends_of_ties_are_told_by_names_or_by_ids() -> None:
    ids = COLUMNS["ids"]
    named = guess_tie_columns(table(ids="Von", managers="An", years="Anzahl", towns="Kanal"), ids)
    assert [(one.name, one.header, one.sure) for one in named] == [
        ("source", "Von", True),
        ("target", "An", True),
        ("weight", "Anzahl", True),
        ("kind", "Kanal", True),
    ]
    unnamed = guess_tie_columns(table(ids="X", managers="Y"), ids)
    assert [(one.name, one.header, one.sure) for one in unnamed] == [("source", "X", False), ("target", "Y", False)]
    assert guess_tie_columns(table(towns="From", years="To"), ids) == ()


@pytest.mark.parametrize("words", [HEADERS, TIE_HEADERS])
def test_no_words_mean_two_of_our_columns(words: dict[str, tuple[str, str]]) -> None:
    meaning: dict[str, str] = {}
    for name, (means, _) in words.items():
        for phrase in phrases(means):
            assert meaning.setdefault(phrase, name) == name
            assert phrase == plain_words(phrase)
            assert match_of(phrase, name, words) in ("ours", "means")
