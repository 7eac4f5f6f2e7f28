"""Who saw what, for whoever answers for it: the page, the file, the command (R2.8)."""

import csv
import io
from datetime import datetime, timedelta
from time import perf_counter

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from recruitment.accounts.models import Account
from recruitment.applications.models import Application, Candidate
from recruitment.core.clock import PARIS
from recruitment.core.transaction import transaction
from recruitment.journal.models import AccessAlert, AccessEntry, JournalEntry
from recruitment.labels.dates import instant
from recruitment.privacy import consultations
from recruitment.privacy.files_taken import Wanted
from recruitment.rules.vocabulary import Role
from tests import builders, databases

NOW = datetime(2025, 5, 26, 14, 32, tzinfo=PARIS)
PAGE = "/parametrage/consultations"


@pytest.fixture
def manager(client: FlaskClient) -> Account:
    """Give the manager who looks."""
    return builders.make_account(Role.MANAGER, display_name="Claire Montagnier")


@pytest.fixture
def administrator(client: FlaskClient, manager: Account) -> Account:
    """Give the centre's administrator, who is signed in."""
    account = builders.make_account(Role.ADMINISTRATOR)
    with time_machine.travel(NOW, tick=False):
        builders.log_in(client, account)
    return account


def seen(account: Account, file: Application, kind: str = "file", at: datetime = NOW) -> None:
    with transaction() as session:
        session.execute(
            insert(AccessEntry).values(
                at=at, account_id=account.id, centre_id=file.centre_id, application_id=file.id, kind=kind
            )
        )


def number(session: Session, file: Application) -> str:
    return session.get_one(Candidate, file.candidate_id).candidate_number


def get(client: FlaskClient, path: str) -> str:
    with time_machine.travel(NOW, tick=False):
        answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_the_page_tells_who_saw_whom_at_the_time_of_paris(
    client: FlaskClient, session: Session, administrator: Account, manager: Account
) -> None:
    """R2.8."""
    file = builders.make_application()
    seen(manager, file)
    page = get(client, PAGE)
    assert "Claire Montagnier" in page
    assert instant(NOW) in page
    assert f"n° {number(session, file)}" in page
    assert page.count('data-kind="file"') == 1


def test_what_one_gesture_showed_is_one_line(
    client: FlaskClient, administrator: Account, manager: Account
) -> None:
    programme = builders.make_programme()
    for _ in range(3):
        seen(manager, builders.make_application(programme=programme), "list")
    page = get(client, PAGE)
    assert page.count('data-kind="list"') == 1
    assert "3 candidats" in page


def test_the_filters_leave_what_they_name(
    client: FlaskClient, session: Session, administrator: Account, manager: Account
) -> None:
    one, other = builders.make_application(), builders.make_application()
    colleague = builders.make_account(Role.VIEWER)
    seen(manager, one)
    seen(colleague, other, "print", NOW - timedelta(days=2))
    for query, left in (
        (f"numero={number(session, one)}", {"file"}),
        (f"collegue={colleague.id}", {"print"}),
        ("geste=print", {"print"}),
        ("du=2025-05-26", {"file"}),
        ("au=2025-05-25", {"print"}),
        ("du=2025-05-24&au=2025-05-24", {"print"}),
        ("numero=inconnu", set()),
        ("du=hier&au=9999-12-31&collegue=x&page=99", {"file", "print"}),
    ):
        page = get(client, f"{PAGE}?{query}")
        assert {kind for kind in ("file", "print") if f'data-kind="{kind}"' in page} == left, query


def test_without_dates_the_last_thirty_days_are_shown(
    client: FlaskClient, administrator: Account, manager: Account
) -> None:
    """The year is long to read: the page says where it begins, and leads to the rest; so does the file."""
    file = builders.make_application()
    seen(manager, file)
    seen(manager, file, "print", NOW - timedelta(days=31))
    page = get(client, f"{PAGE}?collegue={manager.id}")
    assert ('data-kind="file"' in page, 'data-kind="print"' in page) == (True, False)
    assert "les 30 derniers jours" in page
    assert 'value="2025-04-26"' in page
    link = f"{PAGE}?collegue={manager.id}&du=2024-05-25"
    assert f'href="{link.replace("&", "&amp;")}"' in page or f'href="{link}"' in page
    assert 'data-kind="print"' in get(client, link)
    assert "les 30 derniers jours" not in get(client, link)
    assert len(get(client, f"{PAGE}.csv").splitlines()) == 3  # the header, one line, and this very export


def test_who_looked_is_found_by_their_own_account(
    client: FlaskClient, session: Session, administrator: Account, manager: Account
) -> None:
    """I14: the trace names who looked; their lines are found by an index of the trace, whatever the login."""
    seen(administrator, builders.make_application())
    assert 'data-kind="file"' in get(client, f"{PAGE}?collegue={administrator.id}")
    assert 'data-kind="file"' not in get(client, f"{PAGE}?collegue={manager.id}")
    wanted = Wanted(account_id=administrator.id)
    assert "coalesce" not in str(consultations._condition(wanted))


def test_pages_follow_each_other(client: FlaskClient, administrator: Account, manager: Account) -> None:
    file = builders.make_application()
    for minutes in range(51):
        seen(manager, file, at=NOW - timedelta(minutes=minutes))
    assert "Page 1 sur 2" in get(client, f"{PAGE}?geste=file")
    assert get(client, f"{PAGE}?geste=file&page=2").count('data-kind="file"') == 1


def test_a_centre_sees_nothing_of_another(
    client: FlaskClient, administrator: Account, manager: Account
) -> None:
    """I5."""
    elsewhere = builders.make_application(programme=builders.make_programme(centre=builders.make_centre()))
    seen(manager, elsewhere)
    assert 'data-kind="file"' not in get(client, PAGE)
    assert len(get(client, f"{PAGE}.csv").splitlines()) == 2  # the header, and this very export


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
@pytest.mark.parametrize("path", [PAGE, f"{PAGE}.csv"])
def test_nobody_else_reads_it(client: FlaskClient, role: Role, path: str) -> None:
    builders.log_in(client, builders.make_account(role))
    assert client.get(path).status_code == 403


def test_the_file_holds_a_line_per_candidate_and_is_told_itself(
    client: FlaskClient, session: Session, administrator: Account, manager: Account
) -> None:
    """Who saw, and who exported what; times of Paris."""
    programme = builders.make_programme()
    for _ in range(2):
        seen(manager, builders.make_application(programme=programme), "list")
    text = get(client, f"{PAGE}.csv?du=2025-05-26")
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff")), delimiter=";"))
    assert [row["geste"] for row in rows] == ["Liste affichée"] * 2 + ["Trace des consultations exportée"]
    assert rows[0]["instant"] == "2025-05-26T14:32:00+02:00"
    assert (rows[0]["adresse"], rows[0]["formation"]) == (manager.email, programme.code)
    told = session.scalars(select(JournalEntry).where(JournalEntry.event == "accesses_exported")).one()
    assert told.chain == administrator.centre_id
    assert told.details == '{"filters":{"from":"2025-05-26"},"rows":1}'


def test_the_administrator_is_warned_of_whoever_opens_very_many_files(
    client: FlaskClient, administrator: Account, manager: Account
) -> None:
    """Very many files opened are told."""
    builders.make_programme()
    with transaction() as session:
        session.execute(
            insert(AccessAlert).values(
                at=NOW - timedelta(hours=3), account_id=manager.id, centre_id=manager.centre_id, files=201
            )
        )
    for path in ("/", PAGE):
        page = get(client, path)
        assert "201 dossiers ouverts en une heure" in page
        assert f"{PAGE}?collegue={manager.id}" in page


def test_the_command_answers_who_saw_what_between_two_instants(
    session: Session, database_url: str, administrator: Account, manager: Account
) -> None:
    """The second instant is not included."""
    file = builders.make_application()
    for minutes in (0, 30, 60):
        seen(manager, file, at=NOW + timedelta(minutes=minutes))
    span = ("--from", "2025-05-26T14:32", "--until", "2025-05-26T15:32")
    for more, count in (((), 2), (("--account", manager.email.upper()), 2), (("--account", "x@y.fr"), 0)):
        out = databases.flask("privacy", "accesses", *span, *more, url=database_url).stdout
        assert len(out.splitlines()) == 1 + count
        assert out.count(number(session, file)) == count


def test_the_answer_comes_at_once_on_fifty_thousand_lines(
    client: FlaskClient, session: Session, database_url: str, administrator: Account, manager: Account
) -> None:
    """The drill; a page in seconds, the file of all of them in less than a minute."""
    files = [builders.make_application() for _ in range(5)]
    lines = 50_000
    with transaction() as own:
        row = {"account_id": manager.id, "centre_id": manager.centre_id, "kind": "list"}
        own.execute(
            insert(AccessEntry),
            [
                {**row, "application_id": files[n % 5].id, "at": NOW - timedelta(seconds=n)}
                for n in range(lines)
            ],
        )
    began = perf_counter()
    assert "Page 1 sur 1000" in get(client, PAGE)
    assert perf_counter() - began < 20
    span = ("--from", "2025-05-25", "--until", "2025-05-27")
    began = perf_counter()
    out = databases.flask("privacy", "accesses", *span, url=database_url).stdout
    assert perf_counter() - began < 60
    assert len(out.splitlines()) == 1 + lines
