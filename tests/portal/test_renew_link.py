"""R5.2 a manager replaces a candidate's link: journalled, sent by mail, shown to nobody."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from recruitment.applications.links import path_of
from recruitment.applications.models import Candidate
from recruitment.core.clock import PARIS
from recruitment.core.transaction import transaction
from recruitment.journal.actions import lock_head
from recruitment.journal.models import JournalEntry
from recruitment.mail.models import OutboxMail
from recruitment.portal.actions import renew_link
from recruitment.rules.errors import RuleViolation
from recruitment.rules.vocabulary import Role
from tests import builders
from tests.faults.test_at_once import author
from tests.faults.test_offers_at_once import WAITING, postgresql_app
from tests.forms import hidden_fields, submit

OPEN = datetime(2025, 5, 26, 14, 32, tzinfo=PARIS)


@pytest.fixture(autouse=True)
def _in_the_campaign() -> Iterator[None]:
    """Stand in May 2025, while links open something."""
    with time_machine.travel(OPEN, tick=False):
        yield


def test_a_renewed_link_is_journalled_and_sent(client: FlaskClient, session: Session) -> None:
    """R5.2: the mail makes its link when it leaves; the page never shows one."""
    file = builders.make_application()
    former = path_of(session, file.candidate_id)
    manager = builders.make_account(Role.MANAGER)
    builders.log_in(client, manager)
    assert f'href="/candidatures/{file.id}/lien"' in client.get(f"/candidatures/{file.id}").text
    assert submit(client, f"/candidatures/{file.id}/lien").status_code == 303
    session.rollback()
    renewed = path_of(session, file.candidate_id)
    assert renewed != former
    line = session.scalars(select(JournalEntry).where(JournalEntry.event == "link_renewed")).one()
    assert (line.actor_id, line.application_id) == (manager.id, file.id)
    mail = session.scalars(select(OutboxMail).where(OutboxMail.template == "candidate_link")).one()
    assert mail.recipient == f"candidate:{file.candidate_id}"
    page = client.get(f"/candidatures/{file.id}").text
    assert "Lien personnel remplacé" in page
    assert "Lien personnel du candidat remplacé" in page  # the history
    assert "/candidat/" not in page
    assert submit(client, f"/candidatures/{file.id}/lien").status_code == 303  # once more is another mail
    session.rollback()
    assert len(session.scalars(select(OutboxMail).where(OutboxMail.template == "candidate_link")).all()) == 2


def test_a_link_is_renewed_once_by_a_form_sent_twice(client: FlaskClient, session: Session) -> None:
    """F27: the same sending gets the same answer; one mail, one line, and the link that it carries holds."""
    file = builders.make_application()
    builders.log_in(client, builders.make_account(Role.MANAGER))
    path = f"/candidatures/{file.id}/lien"
    fields = hidden_fields(client.get(path).text, path)
    assert [client.post(path, data=fields).status_code for _ in range(2)] == [303, 303]
    session.rollback()
    assert len(session.scalars(select(OutboxMail).where(OutboxMail.template == "candidate_link")).all()) == 1
    assert len(session.scalars(select(JournalEntry).where(JournalEntry.event == "link_renewed")).all()) == 1
    assert session.scalar(select(Candidate.link_generation).where(Candidate.id == file.candidate_id)) == 1


def test_a_link_is_renewed_while_a_contract_is_entered_by_number() -> None:
    """R4.2: that one holds the journal's chain and needs the candidate; neither waits for the other for ever."""
    with postgresql_app() as app, ThreadPoolExecutor(1) as pool:
        file, manager = builders.make_application(), author()
        application_id, candidate_id, centre_id = file.id, file.candidate_id, file.centre_id

        def renew() -> None:
            with app.app_context():
                renew_link(manager, application_id)

        with transaction() as entering:
            lock_head(entering, centre_id)
            renewing = pool.submit(renew)
            while not entering.scalar(WAITING):
                entering.execute(text("SELECT pg_stat_clear_snapshot()"))
                assert not renewing.done()
            key = select(Candidate.id).where(Candidate.id == candidate_id)
            entering.execute(
                key.with_for_update(read=True, key_share=True)
            )  # as a new wish's foreign key does
        assert renewing.exception() is None


def test_a_link_is_renewed_five_times_a_day_and_not_once_it_has_ended(client: FlaskClient) -> None:
    """R5.2: more would flood the candidate; after the campaign no link opens anything."""
    file = builders.make_application()
    builders.log_in(client, builders.make_account(Role.MANAGER))
    path = f"/candidatures/{file.id}/lien"
    assert [submit(client, path).status_code for _ in range(6)] == [303] * 5 + [429]
    assert "déjà été remplacé cinq fois" in submit(client, path).text
    manager = author()
    with time_machine.travel(OPEN + timedelta(hours=24), tick=False):
        renew_link(manager, file.id)
    with (
        time_machine.travel(OPEN + timedelta(days=500), tick=False),
        pytest.raises(RuleViolation, match="links_ended"),
    ):
        renew_link(manager, file.id)


def test_a_viewer_renews_no_link(client: FlaskClient) -> None:
    """R8.3."""
    file = builders.make_application()
    builders.log_in(client, builders.make_account(Role.VIEWER))
    assert client.get(f"/candidatures/{file.id}/lien").status_code == 403
    assert f'href="/candidatures/{file.id}/lien"' not in client.get(f"/candidatures/{file.id}").text


def test_a_form_that_is_incomplete_is_told_so(client: FlaskClient) -> None:
    """R5.2: without its key the form is shown again, as a bad form."""
    file = builders.make_application()
    builders.log_in(client, builders.make_account(Role.MANAGER))
    address = f"/candidatures/{file.id}/lien"
    sent = {**hidden_fields(client.get(address).text, address), "jeton": ""}
    answer = client.post(address, data=sent)
    assert (answer.status_code, "Ce formulaire est incomplet" in answer.text) == (422, True)
