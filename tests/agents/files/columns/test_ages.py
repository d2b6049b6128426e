"""Reading ages, dates and tenure: from whatever the file has, and never the impossible."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
from rosters import NEW_YEAR, company, marked, only, with_age_and, with_column


@pytest.mark.parametrize(
    ("header", "cell", "age"),
    [
        ("birth_date", "1985-07-02", 40.5),
        ("birth_date", "02.07.1985", 40.5),
        ("birth_date", "19850702", 40.5),
        ("birth_date", "31230", 40.5),
        ("birth_date", "1985-07-02 00:00:00", 40.5),
        ("birth_date", "25/12/61", 64.0),
        ("birth_year", "1985", 40.5),
        ("birth_year", "61", 64.5),
        ("birth_year", "05", 20.5),
        ("birth_year", "1985.0", 40.5),
        ("age", "41", 41),
        ("age", '"41,5"', 41.5),
        ("age_band", "30-39", 34.5),
        ("age_band", "30 – 39", 34.5),
        ("age_band", "under 30", 25.5),
        ("age_band", "<25", 21.5),
        ("age_band", "60+", 63.5),
        ("age_band", "61 and over", 64),
        ("age_band", "70+", 72.5),
        ("generation", "Gen Z", 21),
        ("generation", "Baby Boomer", 70.5),
        ("generation", "Millennials", 37),
        ("generation", "Generation X", 53),
    ],
)
def test_ages_are_read_from_what_there_is(read: Any, header: str, cell: str, age: float) -> None:
    assert read(with_column(header, cell)).age == pytest.approx([age], abs=0.02)


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("birth_year", "0"),
        ("birth_year", "1900"),
        ("birth_year", "2031"),
        ("birth_year", "2015"),
        ("birth_year", "30"),
        ("birth_year", "1985.5"),
        ("birth_year", "1_985"),
        ("birth_date", "2031-01-01"),
        ("birth_date", "1985-02-30"),
        ("birth_date", "1985"),
        ("birth_date", "99999"),
        ("age", "13"),
        ("age", "101"),
        ("age", "-40"),
        ("age", "inf"),
        ("age", "1,000"),
        ("age", "40,000"),
        ("age_band", "39-30"),
        ("age_band", "middle"),
        ("generation", "Lost"),
        ("generation", "Alpha"),
    ],
)
def test_impossible_ages_are_refused_with_value_and_mend(refused: Any, header: str, cell: str) -> None:
    problem = only(refused(with_column(header, f'"{cell}"')))
    assert (problem.line, problem.column, problem.field, problem.value) == (2, 4, header, cell)
    assert cell in problem.message
    assert problem.hint


def test_what_is_missing_is_imputed_and_counted(read: Any) -> None:
    roster = read(with_column("birth_year", "1980", "N/A", "-", "none"))
    assert np.isnan(roster.age).tolist() == [False, True, True, True]
    assert roster.quality.imputed["age"] == 3


def test_two_digit_years_are_counted(read: Any) -> None:
    notes = read(with_column("birth_year", "61", "1985", "05")).quality.notes
    assert "birth_year: two-digit years were read as 19xx or 20xx (2)." in notes


def test_the_most_exact_column_is_used_and_the_others_named(read: Any) -> None:
    roster = read(with_column("age,birth_year", "20,1985"))
    assert roster.age.tolist() == [40.5]
    assert "Ages are taken from the column birth_year. Not used: age." in roster.quality.notes


def test_slashes_are_read_where_only_one_order_fits(read: Any) -> None:
    day_first = read(with_age_and("hire_date", "03/01/2014", "25/12/2014"))
    month_first = read(with_age_and("hire_date", "03/01/2014", "12/25/2014"))
    assert day_first.tenure[0] == pytest.approx((NEW_YEAR - date(2014, 1, 3)).days / 365.25)
    assert month_first.tenure[0] == pytest.approx((NEW_YEAR - date(2014, 3, 1)).days / 365.25)
    assert any("day first" in note and "25/12/2014" in note for note in day_first.quality.notes)


def test_slashes_that_fit_both_orders_or_neither_are_refused(refused: Any) -> None:
    assert only(refused(with_age_and("hire_date", "03/01/2014", "04/05/2015"))).code == "ambiguous"
    mixed = only(refused(with_age_and("hire_date", "25/12/2014", "12/25/2014")))
    assert "25/12/2014" in mixed.message
    assert "12/25/2014" in mixed.message
    assert only(refused(with_age_and("hire_date", "41/41/2014"))).value == "41/41/2014"


def test_tenure_is_not_negative_not_in_the_future_and_not_longer_than_a_working_life(refused: Any) -> None:
    assert "not between 0" in only(refused(with_age_and("tenure_years", "-1"))).message
    assert "after 2026-01-01" in only(refused(with_age_and("hire_date", "2028-01-02"))).message
    assert "age of 40" in only(refused(with_age_and("tenure_years", "27"))).message
    assert "not between 0" in only(refused(with_age_and("tenure_years", "120"))).message


def test_a_band_is_given_the_benefit_of_its_oldest(read: Any) -> None:
    assert read(with_column("age_band,tenure_years", "30-39,25")).tenure.tolist() == [25]


@pytest.mark.parametrize("day", ["1970-01-01", "1990-01-01", "1985-06-17"])
def test_a_birth_date_that_many_share_is_asked_about(read: Any, refused: Any, day: str) -> None:
    births = [day if row % 2 else f"{1969 + row}-03-{row + 1:02d}" for row in range(24)]
    text = company(birth_date=births)
    problem = only(refused(text))
    assert (problem.line, problem.value) == (3, day)
    assert "12 of 24 people are born on" in problem.message
    assert len(read(text, sure=["birth_date"]).ids) == 24
    assert "24 of 24" in only(refused(company(birth_date=[day] * 24), level_order="high_is_senior")).message


def test_a_birth_year_that_half_share_is_asked_about(read: Any, refused: Any) -> None:
    years = ["1970" if row % 2 else f"{1969 + row}" for row in range(24)]
    text = company(birth_year=years)
    problem = only(refused(text))
    assert (problem.line, problem.value) == (3, "1970")
    assert "12 of 24 people are born in '1970'" in problem.message
    assert "sure: [birth_year]" in problem.hint
    assert len(read(text, sure=["birth_year"]).ids) == 24
    assert len(read(company(birth_year=["1969", "1990", *years[2:]])).ids) == 24


@pytest.mark.parametrize(("header", "default"), [("birth_date", "1900-01-01"), ("birth_year", "1900")])
def test_an_impossible_birth_that_many_share_is_one_fault(refused: Any, header: str, default: str) -> None:
    births = [default if row % 2 else f"{1969 + row}{'-03-05' * (header == 'birth_date')}" for row in range(24)]
    problem = only(refused(company(**{header: births})))
    assert (problem.line, problem.code, problem.value) == (3, "placeholder", default)
    assert "sure" not in problem.hint


def test_an_age_of_100_is_asked_about_if_several_have_it(read: Any, refused: Any) -> None:
    ages = [*range(57, 34, -1), 100]
    assert np.max(read(company(age=ages)).age) == 100
    several = company(age=[100, *ages[1:]])
    assert {problem.code for problem in refused(several)} == {"placeholder"}
    assert len(read(several, sure=["age"]).ids) == 24


def test_birth_dates_rounded_to_years_are_read(read: Any) -> None:
    assert len(read(company(birth_date=[f"{1985 - row // 6}-01-01" for row in range(24)])).ids) == 24


def test_an_age_of_99_is_asked_about(read: Any, refused: Any) -> None:
    ages = [*range(57, 34, -1), 99]
    problem = only(refused(company(age=ages)))
    assert (problem.line, problem.value) == (25, "99")
    assert np.max(read(company(age=ages), sure=["age"]).age) == 99


def test_a_hire_date_of_1900_is_refused_where_no_age_shows_it(refused: Any) -> None:
    text = company(hire_date=marked("1900-01-01", 7), age=marked("", 7, otherwise="40"))
    assert only(refused(text)).line == 9
