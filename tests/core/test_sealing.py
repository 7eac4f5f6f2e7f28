"""Small secrets in the database: sealed for one purpose and one owner, still read after the key has changed."""

import pytest
from flask import Flask

from recruitment.core import sealing

KEYS = ("a" * 40, "b" * 40, "c" * 40)


@pytest.fixture
def app() -> Flask:
    """Give an application that has a key and nothing else."""
    app = Flask(__name__)
    app.config.update(SECRET_KEY=KEYS[0], SECRET_KEY_FALLBACKS=[])
    return app


def test_what_is_sealed_is_read_again(app: Flask) -> None:
    """ASVS 11.3.2."""
    with app.app_context():
        sealed = sealing.seal("seed", b"plain", "1")
        assert sealing.unseal("seed", sealed, "1") == b"plain"
        assert "plain" not in sealed
        assert sealing.seal("seed", b"plain", "1") != sealed


@pytest.mark.parametrize(("purpose", "owner"), [("other", "1"), ("seed", "2"), ("seed", "")])
def test_it_is_worth_nothing_to_another_owner_or_purpose(app: Flask, purpose: str, owner: str) -> None:
    """ASVS 11.3.3: a row copied from one account to another opens nothing."""
    with app.app_context():
        sealed = sealing.seal("seed", b"plain", "1")
        with pytest.raises(sealing.UnreadableSecretError):
            sealing.unseal(purpose, sealed, owner)


@pytest.mark.parametrize("sealed", ["", "v1", "v1..", "v1.00000000.", "v2.x.y", "plain", "v1.é.é", "a.b.c.d"])
def test_what_was_never_sealed_is_refused(app: Flask, sealed: str) -> None:
    with app.app_context(), pytest.raises(sealing.UnreadableSecretError):
        sealing.unseal("seed", sealed, "1")


def test_one_character_changed_is_refused(app: Flask) -> None:
    with app.app_context():
        sealed = sealing.seal("seed", b"plain", "1")
        changed = sealed[:-3] + ("A" if sealed[-3] != "A" else "B") + sealed[-2:]
        with pytest.raises(sealing.UnreadableSecretError):
            sealing.unseal("seed", changed, "1")


def test_a_former_key_still_reads_and_no_longer_seals(app: Flask) -> None:
    """ASVS 11.1.1, F53: the key is rotated."""
    with app.app_context():
        sealed, mac = sealing.seal("seed", b"plain", "1"), sealing.mac("code", "x")
        app.config.update(SECRET_KEY=KEYS[1], SECRET_KEY_FALLBACKS=[KEYS[2], KEYS[0]])
        assert sealing.unseal("seed", sealed, "1") == b"plain"
        assert not sealing.is_current(sealed)
        assert sealing.is_current(sealing.seal("seed", b"plain", "1"))
        assert mac in sealing.macs("code", "x")
        assert mac != sealing.mac("code", "x")


def test_a_lost_key_is_said(app: Flask) -> None:
    """F53."""
    with app.app_context():
        sealed = sealing.seal("seed", b"plain", "1")
        app.config.update(SECRET_KEY=KEYS[1], SECRET_KEY_FALLBACKS=[])
        with pytest.raises(sealing.UnreadableSecretError):
            sealing.unseal("seed", sealed, "1")
