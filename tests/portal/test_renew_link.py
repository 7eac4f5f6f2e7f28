"""R5.2 a manager replaces a candidate's link: journalled, sent by mail, shown to nobody."""

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.applications.links import path_of
from recruitment.journal.models import JournalEntry
from recruitment.mail.models import OutboxMail
from recruitment.rules.vocabulary import Role
from tests import builders
from tests.forms import submit


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


def test_a_viewer_renews_no_link(client: FlaskClient) -> None:
    """R8.3."""
    file = builders.make_application()
    builders.log_in(client, builders.make_account(Role.VIEWER))
    assert client.get(f"/candidatures/{file.id}/lien").status_code == 403
    assert f'href="/candidatures/{file.id}/lien"' not in client.get(f"/candidatures/{file.id}").text
