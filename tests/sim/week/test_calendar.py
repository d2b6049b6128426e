"""The calendar: what is due when, in an order that does not drift."""

import pytest

from mentorlab.scenarios.records.policy import Policy
from mentorlab.sim.week.calendar import Calendar, Due


def year(**policy):
    """Return what is due in each of 104 weeks."""
    calendar = Calendar([(0, Policy.model_validate({"arm": "reverse", **policy}))])
    return [calendar.week(week) for week in range(104)]


def weeks_of(due, weeks):
    """Return the weeks in which something is due."""
    return [week for week, what in enumerate(weeks) if due in what]


def test_without_a_programme_only_reviews_and_practices_are_due():
    weeks = year(arm="none")
    assert weeks_of(Due.REVIEW, weeks) == [26, 52, 78]
    assert weeks_of(Due.PRACTICES, weeks) == list(range(13, 104, 13))
    assert {what for week in weeks for what in week} == {Due.REVIEW, Due.PRACTICES}


def test_a_cohort_meets_from_the_week_after_it_starts_until_the_week_before_it_ends():
    weeks = year(length_weeks=39, renew=False)
    assert weeks_of(Due.COHORT_STARTS, weeks) == [0]
    assert weeks_of(Due.COHORT_ENDS, weeks) == [39]
    assert weeks_of(Due.SESSIONS, weeks) == list(range(1, 39))


def test_a_renewed_programme_starts_again_in_the_week_in_which_it_ends():
    weeks = year(length_weeks=39)
    assert weeks_of(Due.COHORT_STARTS, weeks) == [0, 39, 78]
    assert weeks_of(Due.COHORT_ENDS, weeks) == [39, 78]
    assert weeks_of(Due.SESSIONS, weeks) == [week for week in range(104) if week % 39]


@pytest.mark.parametrize("every", [1, 2, 4, 8, 13])
def test_check_ins_come_round_at_their_distance_in_every_cohort(every):
    weeks = year(length_weeks=26, feedback={"every_weeks": every})
    expected = [week for week in range(104) if week % 26 and week % 26 % every == 0]
    assert weeks_of(Due.CHECK_INS, weeks) == expected


def test_no_feedback_is_no_check_in():
    assert weeks_of(Due.CHECK_INS, year(feedback={"every_weeks": 0})) == []


def test_what_is_due_in_one_week_always_comes_in_the_order_of_the_week():
    weeks = year(length_weeks=26, feedback={"every_weeks": 13})
    assert max(len(week) for week in weeks) >= 4
    for week in weeks:
        assert list(week) == sorted(week)
    assert weeks[0] == (Due.COHORT_STARTS,)
    assert weeks[26] == weeks[52] == weeks[78] == (Due.COHORT_ENDS, Due.COHORT_STARTS, Due.PRACTICES, Due.REVIEW)
    assert weeks[13] == weeks[39] == (Due.SESSIONS, Due.CHECK_INS, Due.PRACTICES)
    often = year(length_weeks=104, feedback={"every_weeks": 4})
    assert often[4] == often[8] == often[96] == (Due.SESSIONS, Due.CHECK_INS)
