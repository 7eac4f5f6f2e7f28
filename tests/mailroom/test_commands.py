"""`flask mail …`, as an operator runs it: messages on standard error, a status that scripts can read."""

from flask import Flask

from tests.builders import make_account
from tests.mail.post import outbox, post_office, queue, use


def test_send_sends_what_is_due_and_says_how_many(app: Flask) -> None:
    queue(make_account(), make_account())
    with post_office() as (office, port):
        use(app, f"smtp://127.0.0.1:{port}")
        result = app.test_cli_runner().invoke(args=["mail", "send"])
    assert (result.exit_code, result.stdout) == (0, "")
    assert "Courriels partis : 2" in result.stderr
    assert len(office.received) == 2


def test_send_without_a_server_keeps_everything_and_fails(app: Flask) -> None:
    queue(make_account())
    result = app.test_cli_runner().invoke(args=["mail", "send"])
    assert result.exit_code == 1
    assert "Aucun serveur de courriel" in result.stderr
    assert outbox()[0].status == "queued"


def test_send_fails_when_the_server_takes_nothing(app: Flask) -> None:
    queue(make_account())
    use(app, "smtp://127.0.0.1:1")
    result = app.test_cli_runner().invoke(args=["mail", "send"])
    assert result.exit_code == 1
    assert "Connexion refusée" in result.stderr


def test_a_trial_prints_the_server_s_words(app: Flask) -> None:
    runner = app.test_cli_runner()
    with post_office() as (office, port):
        use(app, f"smtp://127.0.0.1:{port}")
        taken = runner.invoke(args=["mail", "test", "exploitant@cfa.fr"])
        office.at_rcpt["exploitant@cfa.fr"] = "550 5.1.1 inconnu"
        refused = runner.invoke(args=["mail", "test", "exploitant@cfa.fr"])
        wrong = runner.invoke(args=["mail", "test", "exploitant"])
    assert (taken.exit_code, taken.stdout.strip()) == (0, "250 pris en charge")
    assert str(office.received[0]["Subject"]) == "Tremplin : essai d’envoi"
    assert (refused.exit_code, refused.stderr.strip()) == (1, "550 5.1.1 inconnu")
    assert wrong.exit_code == 1
