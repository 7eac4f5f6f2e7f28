"""What people type never becomes a header of a mail (F45; ASVS 1.3.11)."""

import logging
from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from recruitment.core import clock
from recruitment.core.config import ConfigurationError
from recruitment.mail import message, registry
from recruitment.mail.headers import header_safe
from recruitment.mail.message import build, envelope_address, is_sound
from recruitment.mail.registry import Addressee
from recruitment.mail.rendering import Texts
from tests.builders import make_account
from tests.faults.hostile import VALUES
from tests.mail.post import NOTE, SENDER, one_pass, outbox, post_office, queue, use

INJECTIONS = (
    "é =?utf-8?q?=0ABcc=3A_tiers=40exemple.fr?=",
    "=?utf-8?b?CkJjYzogdGllcnNAZXhlbXBsZS5mcg==?=",
    "Zoé\r\nBcc: tiers@exemple.fr",
    "Zoé\nBcc: tiers@exemple.fr",
    "Zoé\r\n\r\n<p>corps</p>",
    "Zoé\u2028Bcc: tiers@exemple.fr",
    "Zoé\u0085Bcc: tiers@exemple.fr",
    "Zoé\x0bBcc: tiers\x0c@exemple.fr",
    '"Zoé" <tiers@exemple.fr>, autre',
    "tiers@exemple.fr, Zoé",
    "Zoé\u202e\u2066 <x@y.fr>",
    "Zoé\x00 Martin",
    "(commentaire) Zoé; groupe: a@b.fr;",
    "z" * 5000,
    "\ud800 Zoé",
)
ADDRESSES = (
    "zoe@exemple.fr\r\nBcc: tiers@exemple.fr",
    "zoe@exemple.fr, tiers@exemple.fr",
    "<zoe@exemple.fr>",
    "zoe@exemple.fr\x00",
    "zoe martin@exemple.fr",
    "zoe@",
    "@exemple.fr",
    "zoe",
    "zoe@local",
    "zoé@exemple.fr",
    "zoe@exemple.fr;tiers@exemple.fr",
    '"a b"@exemple.fr',
    "zoe..martin@@exemple.fr",
    "a@" + "b" * 250 + ".fr",
)


def _sound(name: str) -> bool:
    made = build(
        Texts(name, "texte", "<p>texte</p>"),
        Addressee("zoe@exemple.fr", name),
        sender=SENDER,
        message_id="<1.a@exemple.fr>",
        at=clock.wall(),
    )
    return is_sound(made.as_bytes())


@pytest.mark.parametrize("name", [*INJECTIONS, *(value for value in VALUES if isinstance(value, str))])
def test_a_name_writes_no_header(name: str) -> None:
    """F45: one Subject, one addressee, no Bcc."""
    assert _sound(name)


@given(st.text(max_size=80))
def test_no_text_at_all_writes_a_header(text: str) -> None:
    """F45."""
    assert _sound(text)
    assert "\n" not in header_safe(text)
    assert "=?" not in header_safe(text)


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_that_is_not_one_is_given_up(address: str) -> None:
    """F45: it reaches neither the envelope nor a header; the administrator sees it."""
    assert envelope_address(address) is None


def test_an_address_with_accents_in_its_domain_is_written_as_servers_take_it() -> None:
    assert envelope_address("zoe.martin@écoles.exemple.fr") == "zoe.martin@xn--coles-9ra.exemple.fr"
    assert envelope_address("zoe+cfa@exemple.fr") == "zoe+cfa@exemple.fr"


def test_a_hostile_name_arrives_as_a_name(app: Flask) -> None:
    """F45, over the wire."""
    account = make_account(display_name=INJECTIONS[0])
    queue(account, at=clock.now() - timedelta(minutes=1))
    with post_office() as (office, port):
        use(app, f"smtp://127.0.0.1:{port}")
        one_pass()
    [mail] = office.received
    assert mail.get_all("Bcc") is None
    assert len(mail["To"].addresses) == 1
    assert office.addressed == [account.email]


def test_a_person_without_a_usable_address_is_shown(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    queue(make_account(), make_account(), make_account())
    numbers = [row.recipient for row in outbox()]
    known = {numbers[0]: Addressee("zoe@exemple.fr\nBcc: a@b.fr"), numbers[1]: Addressee("")}
    monkeypatch.setattr(registry, "addressees", lambda *_: known)
    with post_office() as (office, port):
        use(app, f"smtp://127.0.0.1:{port}")
        one_pass()
    assert office.received == []
    rows = outbox()
    assert [row.failure for row in rows] == ["bad_address", "no_address", "no_recipient"]
    assert [row.settled_at is None for row in rows] == [True, True, False]


def test_a_mail_that_means_nothing_any_more_does_not_leave(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ended(*_: object) -> dict[str, object]:
        raise registry.NoLongerNeeded("Ce code a expiré.")

    monkeypatch.setitem(registry._templates, NOTE, registry.Template(NOTE, "", {}, ended, urgent=True))
    queue(make_account())
    with post_office() as (office, port):
        use(app, f"smtp://127.0.0.1:{port}")
        one_pass()
    [row] = outbox()
    assert office.received == []
    assert (row.failure, row.last_error) == ("not_needed", "Ce code a expiré.")
    assert row.settled_at is not None


def test_a_text_that_does_not_render_is_tried_again(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(
        registry._templates, NOTE, registry.Template(NOTE, "", {}, lambda *_: {}, urgent=True)
    )
    queue(make_account())
    with post_office() as (_office, port):
        use(app, f"smtp://127.0.0.1:{port}")
        one_pass()
        one_pass()
    [row] = outbox()
    assert (row.status, row.attempts) == ("queued", 1)
    assert row.last_error == "Le texte n’a pas pu être composé (UndefinedError)."


def test_the_log_says_where_a_text_failed_and_nothing_that_it_held(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """ASVS 16.2.5: no personal datum in the log."""

    def broken(*_: object) -> dict[str, object]:
        raise ValueError("invalid literal: 'camille.martin@exemple.fr'")

    monkeypatch.setitem(registry._templates, NOTE, registry.Template(NOTE, "", {}, broken, urgent=True))
    monkeypatch.setattr(logging.getLogger("tremplin"), "propagate", True)
    queue(make_account())
    with post_office() as (_office, port):
        use(app, f"smtp://127.0.0.1:{port}")
        one_pass()
    assert "ValueError" in caplog.text
    assert "@" not in caplog.text + (outbox()[0].last_error or "")


def test_a_python_that_lets_names_write_headers_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    message.self_test.__wrapped__()
    monkeypatch.setattr(message, "is_sound", lambda _raw: False)
    with pytest.raises(ConfigurationError):
        message.self_test.__wrapped__()
