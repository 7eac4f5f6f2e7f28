"""The figures of a small world, worked out by hand; both engines count alike."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from recruitment.applications.models import Application
from recruitment.core.clock import PARIS
from recruitment.core.transaction import transaction
from recruitment.journal.actions import SYSTEM, Line, record_many
from recruitment.pictures import scopes, weeks
from recruitment.pictures.counts import Funnel
from recruitment.pictures.queries import Decided, Week, compared, figures
from recruitment.pictures.scopes import Scope
from recruitment.programmes.models import Programme
from recruitment.rules.vocabulary import ApplicationState as State
from recruitment.rules.vocabulary import ContractStatus as Status
from tests.builders import make_account, make_application, make_campaign, make_contract, make_programme


def at(month: int, day: int, hour: int = 12, minute: int = 0, *, year: int = 2025) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=PARIS).astimezone(UTC)


NOW = at(4, 9, 14)
MARCH_17, MARCH_24, MARCH_31, APRIL_7 = (
    date(2025, 3, 17),
    date(2025, 3, 24),
    date(2025, 3, 31),
    date(2025, 4, 7),
)


@pytest.fixture
def centre(session: Session) -> Scope:
    """Six wishes for two programmes; of four contracts one was a mistake, one is broken, two hold."""
    examined, open_to_all = make_programme(capacity=6), make_programme(capacity=3, examines=False)
    make_application(state=State.UNCONFIRMED, programme=examined)
    # Sunday 23 March at 23:59 in Paris, and the minute after: two weeks.
    for decided in (at(3, 23, 23, 59), at(3, 24, 0)):
        _decided(State.REFUSED, examined, decided)
    pending = _decided(State.SEEKING_CONTRACT, examined, at(3, 30))
    broken = _decided(State.SEEKING_CONTRACT, examined, at(3, 25, 0))
    by_itself = make_application(
        state=State.SEEKING_CONTRACT, programme=open_to_all, confirmed_at=at(3, 20, 10)
    )
    make_contract(broken, entered_at=at(3, 28, 10), status=Status.CANCELLED, ended_at=at(3, 28, 11))
    over = make_contract(
        broken, entered_at=at(3, 29, 1), status=Status.BROKEN, replied_at=at(3, 31, 8), ended_at=at(4, 8, 9)
    )
    make_contract(pending, entered_at=at(4, 1))
    make_contract(by_itself, entered_at=at(4, 4, 10), status=Status.ACCEPTED, replied_at=at(4, 5))
    lines = [
        Line("accept", SYSTEM, at(3, 31, 8), examined.id, None, broken.id, over.id),
        Line(
            "programme_changed", SYSTEM, at(4, 3), examined.id, details={"changed": {"capacity": ["4", "6"]}}
        ),
    ]
    with transaction() as work:
        record_many(work, examined.centre_id, lines)
    return scopes.of_many(examined.campaign_id, 2025, Programme.centre_id == examined.centre_id)


def _decided(state: State, programme: Programme, moment: datetime) -> Application:
    return make_application(state=state, programme=programme, confirmed_at=at(3, 20, 0), decided_at=moment)


def test_the_funnel_counts_how_far_each_wish_came(session: Session, centre: Scope) -> None:
    assert figures(session, centre, NOW).funnel == Funnel(6, 5, 3, 3, 1, 0)


def test_the_funnel_of_a_past_instant_is_what_stood_then(session: Session, centre: Scope) -> None:
    assert figures(session, centre, at(3, 28, 10, 30)).funnel == Funnel(6, 5, 2, 1, 0, 0)
    assert figures(session, centre, at(4, 4)).funnel == Funnel(6, 5, 3, 3, 1, 0)
    assert figures(session, centre, at(4, 6)).funnel.accepted == 2


def test_a_yes_that_kept_wishes_is_for_good_from_its_second_answer(session: Session, centre: Scope) -> None:
    """R9.5: the row keeps the first answer only."""
    programme = make_programme(capacity=3)
    wish = make_application(state=State.SEEKING_CONTRACT, programme=programme, confirmed_at=at(3, 1))
    contract = make_contract(wish, entered_at=at(4, 1), status=Status.ACCEPTED, replied_at=at(4, 2))
    told = [("accept_keeping_wishes", at(4, 2)), ("accept", at(4, 8))]
    lines = [Line(event, SYSTEM, when, programme.id, None, wish.id, contract.id) for event, when in told]
    with transaction() as work:
        record_many(work, programme.centre_id, lines)
    scope = scopes.of_programme(programme, 2025)
    found = [figures(session, scope, when).funnel.accepted for when in (at(4, 7), at(4, 8))]
    assert found == [0, 1]
    assert [week.accepted for week in figures(session, scope, NOW).weeks][-2:] == [0, 1]


def test_weeks_run_from_monday_to_sunday_in_paris(session: Session, centre: Scope) -> None:
    found = figures(session, centre, NOW)
    assert found.weeks == [
        Week(MARCH_17, 0, 0, 7),
        Week(MARCH_24, 1, 0, 7),
        Week(MARCH_31, 3, 2, 9),
        Week(APRIL_7, 2, 1, 9),
    ]
    assert found.decisions == [
        Decided(MARCH_17, 1, 1),
        Decided(MARCH_24, 3, 0),
        Decided(MARCH_31, 0, 0),
        Decided(APRIL_7, 0, 0),
    ]
    assert (found.capacity, found.capacity_told) == (9, True)


def test_medians_are_those_of_persons_and_of_first_contracts(session: Session, centre: Scope) -> None:
    medians = figures(session, centre, NOW).medians
    assert medians.decide == 4.5  # the mean of 4 and 5 days; the system's own decision is left out
    assert medians.contract == pytest.approx(4 + 1 / 24)  # 2 days, 4 days 1 hour, 15 days less the lost hour


def test_the_year_before_is_read_at_the_same_date(session: Session, centre: Scope) -> None:
    programme = session.query(Programme).first()
    assert programme is not None
    last_year = make_campaign(2024)
    same = make_programme(campaign=last_year, code=programme.code)
    for received in (at(4, 9, 14, year=2024), at(4, 9, 14, 1, year=2024)):
        make_application(state=State.UNCONFIRMED, programme=same, received_at=received)
    found = compared(session, scopes.of_programme(programme, 2025), NOW)
    assert found.before is not None
    assert (found.before.year, found.before.funnel.wishes, found.now.funnel.wishes) == (2024, 1, 5)


def test_a_scope_without_a_year_before_or_without_anything_says_so(session: Session, centre: Scope) -> None:
    assert compared(session, centre, NOW).before is None
    make_account()
    empty = figures(session, scopes.of_programme(make_programme(capacity=None), 2025), at(2, 1))
    assert empty.empty
    assert (empty.weeks, empty.decisions, empty.medians.decide, empty.capacity) == ([], [], None, 0)


def test_the_same_date_of_the_year_before_a_leap_day() -> None:
    assert weeks.same_date_before(at(2, 29, 9, year=2024)) == at(2, 28, 9, year=2023)
    # 29 March 2026, 2:30 exists in 2025 as a winter hour of 29 March: what the clock shows is what is compared.
    assert weeks.same_date_before(at(3, 29, 3, 30, year=2026)) == at(3, 29, 3, 30, year=2025)
