"""Where a table begins is seen by the names of columns: below a title, on another sheet."""

from __future__ import annotations

from pathlib import Path

from mentorlab.agents.files.guessing.place import Place, guess_header, guess_place, place_in

HEADER = ["Personalnummer", "Geburtsdatum", "Abteilung", "Stufe"]
PERSON = ["17", "01.02.1980", "Vertrieb", "3"]


def test_a_title_and_a_note_above_the_header_are_passed_over(tmp_path: Path) -> None:
    rows = [(1, ["Abteilung Vertrieb", "", "", ""]), (2, ["", "", "", ""]), (5, HEADER), (6, PERSON)]
    assert place_in(rows, {}) == Place(None, 5)
    file = tmp_path / "export.csv"
    file.write_text("Stand 31.05.2026;;;\n\n" + ";".join(HEADER) + "\n" + ";".join(PERSON) + "\n")
    assert guess_place(str(file), None) == Place(None, 3)


def test_the_first_line_needs_no_naming() -> None:
    assert place_in([(1, ["", ""]), (2, HEADER), (3, PERSON)], {}) == Place()
    assert place_in([(1, ["a", "b"]), (2, ["1", "2"])], {}) == Place()
    assert guess_header([(1, ["a", "b"]), (2, ["1", "2"])]) is None


def test_the_sheet_with_most_of_our_columns_is_read_if_it_is_not_the_first() -> None:
    others = {"Legende": [(1, ["Stufe", "Bedeutung"])], "Personal": [(2, HEADER), (3, PERSON)]}
    assert place_in([(1, ["Bericht"]), (2, ["Stand", "heute"])], others) == Place("Personal")
    assert place_in([(1, HEADER), (2, PERSON)], others) == Place()
    below = {"Personal": [(1, ["Alle"]), (3, HEADER), (4, PERSON)]}
    assert place_in([(1, ["Bericht"])], below) == Place("Personal", 3)
