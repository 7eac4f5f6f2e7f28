"""Delivery reports (RFC 3464) mark the mail that came back; anything else changes nothing."""

from flask import Flask
from flask.testing import FlaskClient

from recruitment.mailroom import bounces
from tests.builders import log_in, make_account
from tests.mail.post import one_pass, outbox, post_office, queue, use

REPORT = """From: MAILER-DAEMON@mx.exemple.fr
To: ne-pas-repondre@cfa.exemple.fr
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain

This is the mail system. <noa.petit@cfa.fr>: user unknown

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.exemple.fr

Final-Recipient: rfc822; noa.petit@cfa.fr
Action: {action}
Status: 5.2.2
Diagnostic-Code: smtp; 552 5.2.2 <noa.petit@cfa.fr>: mailbox full

--b1
Content-Type: {kind}

{headers}

--b1--
"""


def report(message_id: str, *, action: str = "failed", whole: bool = True) -> bytes:
    """Return a report about a mail, with the mail itself or with its headers only."""
    kind = "message/rfc822" if whole else "text/rfc822-headers"
    headers = f"From: ne-pas-repondre@cfa.exemple.fr\nMessage-ID: {message_id}\nSubject: Bonjour"
    return REPORT.format(action=action, kind=kind, headers=headers).encode()


def sent(app: Flask) -> str:
    """Send a mail; return its Message-ID."""
    queue(make_account(display_name="Noa Petit"))
    with post_office() as (_office, port):
        use(app, f"smtp://127.0.0.1:{port}")
        one_pass()
    return str(outbox()[-1].message_id)


def bounce(app: Flask, raw: bytes) -> str:
    """Pipe a report into the command; return what it says."""
    result = app.test_cli_runner().invoke(args=["mail", "bounce"], input=raw)
    assert result.exit_code == 0, result.output
    return result.output


def test_a_report_marks_the_mail_once(app: Flask) -> None:
    message_id = sent(app)
    assert "revenu" in bounce(app, report(message_id))
    [row] = outbox()
    assert (row.status, row.settled_at) == ("sent", None)
    assert row.bounced_at is not None
    assert row.bounce == "5.2.2 smtp; 552 5.2.2 <…>: mailbox full"
    assert "ne correspond" in bounce(app, report(message_id))


def test_a_report_with_headers_only_is_understood(app: Flask) -> None:
    bounce(app, report(sent(app), whole=False))
    assert outbox()[0].bounced_at is not None


def test_a_delay_is_not_a_return(app: Flask) -> None:
    assert "retard" in bounce(app, report(sent(app), action="delayed"))
    assert outbox()[0].bounced_at is None


def test_what_is_no_report_changes_nothing(app: Flask) -> None:
    """An answer of a person, an out-of-office, noise: the command ends well, so that nothing is sent back."""
    message_id = sent(app)
    for raw in (b"", b"\xff\x00\xfe" * 100, f"In-Reply-To: {message_id}\n\nBonjour".encode()):
        assert "pas un avis" in bounce(app, raw)
    assert "ne correspond" in bounce(app, report("<inconnu@exemple.fr>"))
    assert outbox()[0].bounced_at is None


def test_a_return_is_shown_in_words_and_can_be_sent_again(app: Flask, client: FlaskClient) -> None:
    bounce(app, report(sent(app)))
    log_in(client, make_account("administrator"))
    page = client.get("/parametrage/courriels").text
    assert "Revenu sans avoir été remis : cette boîte est pleine." in page
    assert f"/parametrage/courriels/{outbox()[0].id}/renvoi" in page


def test_a_report_is_read_without_a_database() -> None:
    found = bounces.read(report("<1.a@exemple.fr>"))
    assert found is not None
    assert (found.message_ids, found.final) == (("<1.a@exemple.fr>",), True)
    assert "@" not in found.words
