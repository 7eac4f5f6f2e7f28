"""A campaign's dates: read from a file, asked about, and named when they are missing."""

import json
from datetime import date, time
from typing import Any

import pytest

from recruitment.rules.calendar import Blocked, Calendar, CalendarError
from recruitment.rules.lockout import NIGHTLY, Lockout
from recruitment.rules.reply_rules import ReplyPause, ReplyTerm
from recruitment.rules.vocabulary import LateRefusals, SeatRule
from tests.rules.campaigns import CALENDAR_2025, CALENDAR_2026, SECOND, paris, shipped


def problems(**changes: Any) -> list[str]:
    with pytest.raises(CalendarError) as raised:
        Calendar.from_mapping({"session": 2025} | changes)
    return raised.value.problems


def test_the_calendar_of_2025_holds_the_facts_of_s4() -> None:
    """S4, the page "Calendrier de la session 2025"."""
    assert CALENDAR_2025.wishes_open == date(2025, 1, 15)
    assert CALENDAR_2025.wishes_until == date(2025, 9, 9)
    assert CALENDAR_2025.contact_details_from == date(2025, 3, 14)
    assert CALENDAR_2025.examination_pivot == date(2025, 5, 9)
    assert CALENDAR_2025.examination_fixed_last_day == date(2025, 5, 28)
    assert CALENDAR_2025.examination_days == 20
    assert (CALENDAR_2025.contracts_from, CALENDAR_2025.contracts_until) == (
        date(2025, 3, 17),
        date(2025, 10, 13),
    )
    assert CALENDAR_2025.public_report_from == date(2025, 9, 1)
    assert CALENDAR_2025.public_report_until == date(2025, 10, 13)
    assert CALENDAR_2025.lockout == Lockout("Europe/Paris", time(0), time(1))


def test_the_calendar_of_2025_misses_nothing() -> None:
    assert CALENDAR_2025.missing() == ()
    assert CALENDAR_2025.reply_rules[-1] == ReplyTerm(reply_days=1)
    assert CALENDAR_2025.reply_pauses == (ReplyPause(date(2025, 6, 13), date(2025, 6, 20)),)


def test_the_calendar_of_2026_holds_its_public_dates() -> None:
    assert (CALENDAR_2026.wishes_open, CALENDAR_2026.wishes_until) == (date(2026, 1, 19), date(2026, 3, 12))
    assert CALENDAR_2026.confirmation_until == date(2026, 4, 1)
    assert CALENDAR_2026.admissions_from == date(2026, 6, 2)


def test_the_calendar_of_2026_says_what_is_missing_and_what_waits_for_it() -> None:
    missing = {absent.field: absent.blocks for absent in CALENDAR_2026.missing()}
    assert set(missing) == {
        "contact_details_from", "examination_pivot", "examination_fixed_last_day", "examination_days",
        "contracts_from", "contracts_until", "reply_rules", "public_report_from", "public_report_until",
    }  # fmt: skip
    assert missing["contracts_from"] == (Blocked.CONTRACT_ENTRY,)
    assert missing["examination_pivot"] == (Blocked.REVIEW_DEADLINES, Blocked.AUTOMATIC_PASSAGE)


def test_the_nightly_lock_holds_in_a_calendar_that_is_silent_about_it() -> None:
    """R4.6: an omission never opens the hour."""
    assert CALENDAR_2026.lockout == NIGHTLY


@pytest.mark.parametrize("year", [2025, 2026])
def test_a_calendar_written_as_json_is_read_back_the_same(year: int) -> None:
    calendar = Calendar.from_mapping(shipped(year))
    assert Calendar.from_mapping(json.loads(json.dumps(calendar.to_mapping()))) == calendar


def test_the_settings_of_a_campaign_have_defaults_and_can_be_changed() -> None:
    """R3.3, R4.4"""
    plain = Calendar.from_mapping({"session": 2025})
    strict = Calendar.from_mapping({"session": 2025, "late_refusals": "forbidden", "seat_rule": "entered"})
    assert (plain.late_refusals, plain.seat_rule) == (LateRefusals.ALLOWED, SeatRule.ACTIVE)
    assert (strict.late_refusals, strict.seat_rule) == (LateRefusals.FORBIDDEN, SeatRule.ENTERED)


def test_contracts_are_entered_from_the_first_second_to_the_last_of_the_window() -> None:
    """R4.3: 17 March (winter time) to 13 October (summer time), both days included."""
    window = CALENDAR_2025.contract_window()
    assert window is not None
    opens, closes = paris("2025-03-17 00:00"), paris("2025-10-14 00:00")
    assert [window.is_open(moment) for moment in (opens - SECOND, opens, opens + SECOND)] == [
        False,
        True,
        True,
    ]
    assert [window.is_open(moment) for moment in (closes - SECOND, closes, closes + SECOND)] == [
        True,
        False,
        False,
    ]


def test_there_is_no_window_while_one_of_its_ends_is_not_known() -> None:
    assert Calendar(2026, contracts_from=date(2026, 3, 16)).contract_window() is None


def test_contact_details_open_at_midnight_in_paris() -> None:
    """R2.8"""
    opens = paris("2025-03-14 00:00")
    assert not CALENDAR_2025.contact_details_open(opens - SECOND)
    assert CALENDAR_2025.contact_details_open(opens)
    assert not CALENDAR_2026.contact_details_open(paris("2026-12-31 12:00"))


@pytest.mark.parametrize(
    ("confirmed", "announced"), [("2025-04-02 23:59:59", False), ("2025-04-03 00:00:00", True)]
)
def test_a_confirmation_is_announced_once_the_confirmation_phase_is_over(
    confirmed: str, announced: bool
) -> None:
    """R3.6"""
    assert CALENDAR_2025.confirmation_announced(paris(confirmed)) is announced


def test_every_problem_of_a_file_is_said_at_once() -> None:
    found = problems(session="2025", wishes_open="demain", saison=1, examination={"days": 0})
    assert len(found) == 4
    assert "« saison » n’est pas une clé du calendrier." in found


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"contracts_from": "2025-10-14", "contracts_until": "2025-10-13"}, "doit venir avant"),
        ({"examination": {"fixed_last_day": "2025-06-03"}, "admissions_from": "2025-06-02"}, "venir avant"),
        ({"examination": {"pivot": "2025-05-29", "fixed_last_day": "2025-05-28"}}, "doit venir avant"),
        ({"examination": {"days": True}}, "un nombre de jours"),
        ({"examination": 20}, "« examination » doit être une section"),
        ({"examination": {"jours": 20}}, "« examination.jours » n’est pas une clé"),
        ({"nightly_lock": {"timezone": "GTM+1"}}, "un fuseau horaire"),
        ({"nightly_lock": {"timezone": "../../etc/passwd"}}, "un fuseau horaire"),
        ({"nightly_lock": {"from": "minuit"}}, "« nightly_lock.from » doit être une heure"),
        ({"nightly_lock": {"until": "01:00:00+02:00"}}, "« nightly_lock.until » doit être une heure"),
        ({"late_refusals": "parfois"}, "allowed, forbidden"),
        ({"seat_rule": 3}, "active, entered"),
        ({"reply": "demain"}, "une liste de sections"),
        ({"reply": [{"reply_days": 1, "reply_until": "2025-06-05"}]}, "un seul des deux"),
        ({"reply": [{"made_until": "2025-06-04"}]}, "un seul des deux"),
        ({"reply": [{"made_until": "2025-06-04", "reply_days": 1}]}, "seule la dernière règle"),
        ({"reply": [{"reply_days": 1}, {"reply_days": 2}]}, "seule la dernière règle"),
        (
            {"reply": [
                {"made_until": "2025-06-04", "reply_days": 1},
                {"made_until": "2025-06-03", "reply_days": 2},
                {"reply_days": 3},
            ]},
            "doivent se suivre",
        ),
        (
            {"reply": [{"made_until": "2025-06-04", "reply_until": "2025-06-03"}, {"reply_days": 1}]},
            "doit venir avant",
        ),
        ({"reply_pause": [{"from": "2025-06-13"}]}, "doit avoir « from » et « until »"),
        ({"reply_pause": [{"from": "2025-06-20", "until": "2025-06-13"}]}, "doit venir avant"),
    ],
)  # fmt: skip
def test_a_calendar_that_contradicts_itself_is_refused(changes: dict[str, Any], problem: str) -> None:
    assert any(problem in found for found in problems(**changes))


@pytest.mark.parametrize("value", [2025, "2025-13-01", "28/05/2025", paris("2025-05-28 00:00"), []])
def test_what_is_not_a_day_is_refused(value: object) -> None:
    assert problems(admissions_from=value) == [
        "« admissions_from » doit être une date, par exemple 2025-05-28."
    ]
