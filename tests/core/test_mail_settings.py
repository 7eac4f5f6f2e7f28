"""What the environment says of mail: nothing goes in clear over a network, and the demonstration sends nothing."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from recruitment.core import config
from recruitment.core.config import ConfigurationError
from recruitment.core.mail_server import parse
from recruitment.mail import settings

ENVIRONMENT = {
    "SECRET_KEY": "v3ry-l0ng-and-n0t-published-anywhere-4t-all",
    "TREMPLIN_SMTP_URL": "smtp+starttls://cfa:mot%40de%2Fpasse@smtp.exemple.fr",
    "TREMPLIN_MAIL_FROM": "ne-pas-repondre@cfa.exemple.fr",
    "TREMPLIN_BASE_URL": "https://tremplin.exemple.fr/",
}


def read(tmp_path: Path, **changes: str) -> config.Settings:
    """Read an environment."""
    return config.read({**ENVIRONMENT, "TREMPLIN_DATA_DIR": str(tmp_path), **changes})


def test_the_address_of_a_server_is_read(tmp_path: Path) -> None:
    found = read(tmp_path)
    server = found.mail_server
    assert server is not None
    assert (server.host, server.port, server.user, server.password) == (
        "smtp.exemple.fr",
        587,
        "cfa",
        "mot@de/passe",
    )
    assert found.base_url == "https://tremplin.exemple.fr"
    assert "mot@de/passe" not in f"{server} {server!r} {found!r}"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TREMPLIN_SMTP_URL", "smtp://smtp.exemple.fr:25"),  # in clear
        ("TREMPLIN_SMTP_URL", "smtp.exemple.fr:587"),
        ("TREMPLIN_SMTP_URL", "https://smtp.exemple.fr"),
        ("TREMPLIN_SMTP_URL", "smtps://smtp.exemple.fr:port"),
        ("TREMPLIN_SMTP_URL", "smtps://"),
        ("TREMPLIN_MAIL_FROM", ""),
        ("TREMPLIN_MAIL_FROM", "Tremplin <a@b.fr>"),
        ("TREMPLIN_MAIL_FROM", "a@b.fr\r\nBcc: c@d.fr"),
        ("TREMPLIN_BASE_URL", ""),
        ("TREMPLIN_BASE_URL", "http://tremplin.exemple.fr"),
        ("TREMPLIN_BASE_URL", "tremplin.exemple.fr"),
        ("TREMPLIN_SMTP_CA", "/nulle/part.pem"),
        ("TREMPLIN_CONNECTOR_CA", "/nulle/part.pem"),
        ("TREMPLIN_CONNECTOR_HOSTS", "apogee.exemple.fr https://exemple.fr"),
        ("TREMPLIN_MAILS_PER_HOUR", "0"),
        ("TREMPLIN_MAILS_PER_HOUR", "beaucoup"),
    ],
)
def test_a_setting_that_cannot_be_right_stops_the_start(tmp_path: Path, name: str, value: str) -> None:
    """ASVS 12.3.1: no mail in clear over a network."""
    with pytest.raises(ConfigurationError, match=name):
        read(tmp_path, **{name: value})


def test_a_relay_on_this_machine_needs_no_tls() -> None:
    assert parse("smtp://127.0.0.1:2525").local
    assert parse("smtp://localhost").port == 25
    assert parse("smtps://mx.exemple.fr").port == 465


def test_in_the_demonstration_no_mail_leaves_the_machine(app: Flask) -> None:
    """Not even when a server is set: only to this machine, and only when asked for."""
    far = replace(
        app.config["SETTINGS"], demo=True, mail_server=parse("smtps://mx.exemple.fr"), mail_from="a@b.fr"
    )
    near = replace(far, mail_server=parse("smtp://127.0.0.1:2525"))
    expected = [
        (far, False),
        (replace(far, demo_mails=True), False),
        (near, False),
        (replace(near, demo_mails=True), True),
    ]
    for found, configured in expected:
        app.config["SETTINGS"] = found
        assert settings.is_configured() is configured
        assert (settings.route() is not None) is configured
