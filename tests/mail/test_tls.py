"""Never in clear over a network, never to a server that is not the one named (F23; ASVS 12.3.1, 12.3.2)."""

from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
import time_machine
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from flask import Flask

from recruitment.core import clock
from tests.builders import make_account
from tests.certificates import Shown, certificate
from tests.mail.post import one_pass, outbox, post_office, queue, use


@pytest.fixture
def right(tmp_path: Path) -> Shown:
    """Give a certificate for this machine."""
    return certificate(tmp_path, x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1")))


@pytest.fixture
def wrong(tmp_path: Path) -> Shown:
    """Give a certificate for another."""
    return certificate(tmp_path, x509.DNSName("autre.exemple.fr"))


def test_starttls_with_a_certificate_that_is_trusted(app: Flask, right: Shown) -> None:
    context, trusted = right
    queue(make_account())
    with post_office(tls=context, require_starttls=True) as (office, port):
        use(app, f"smtp+starttls://127.0.0.1:{port}", ca=trusted)
        one_pass()
    assert len(office.received) == 1


def test_a_server_without_starttls_gets_nothing(app: Flask) -> None:
    """F23: TLS missing."""
    queue(make_account())
    with post_office() as (office, port):
        use(app, f"smtp+starttls://127.0.0.1:{port}")
        run = one_pass()
    assert office.received == []
    assert "STARTTLS" in run.lines[0]
    assert outbox()[0].attempts == 0


@pytest.mark.parametrize("kind", ["unknown authority", "another name"])
def test_a_certificate_that_does_not_hold_stops_everything(
    app: Flask, right: Shown, wrong: Shown, kind: str
) -> None:
    context, trusted = wrong if kind == "another name" else (right[0], None)
    queue(make_account())
    with post_office(tls=context) as (office, port):
        use(app, f"smtp+starttls://127.0.0.1:{port}", ca=trusted)
        run = one_pass()
    assert office.received == []
    assert "Certificat refusé" in run.lines[0]
    assert outbox()[0].status == "queued"


def test_tls_from_the_start(app: Flask, right: Shown) -> None:
    context, trusted = right
    queue(make_account())
    with post_office(ssl_context=context) as (office, port):
        use(app, f"smtps://127.0.0.1:{port}", ca=trusted)
        one_pass()
    assert len(office.received) == 1


def test_a_password_goes_through_tls_only_and_a_wrong_one_blames_no_mail(app: Flask, right: Shown) -> None:
    def checks(_server: object, _session: object, _envelope: object, _way: str, data: object) -> AuthResult:
        good = isinstance(data, LoginPassword) and data.password == b"secret@1"
        return AuthResult(success=good, handled=False)

    context, trusted = right
    queue(make_account())
    with post_office(tls=context, authenticator=checks, auth_required=True) as (office, port):
        use(app, f"smtp+starttls://cfa:faux@127.0.0.1:{port}", ca=trusted)
        run = one_pass()
        assert run.lines[0].split(" : ")[-1].startswith("535")
        assert outbox()[0].attempts == 0
        use(app, f"smtp+starttls://cfa:secret%401@127.0.0.1:{port}", ca=trusted)
        with time_machine.travel(clock.wall() + timedelta(minutes=2)):
            one_pass()
    assert len(office.received) == 1
