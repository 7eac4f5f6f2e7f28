"""What must not run does not start."""

import pytest

from app import create_app
from recruitment.core.config import ConfigurationError, read
from tests.databases import SECRET_KEY, environment

ADDRESS = "sqlite:////nowhere/at/all.sqlite3"  # never opened
PUBLISHED = ("changez-moi", "demo-only-secret-key-not-for-production")


@pytest.mark.parametrize(
    "secret", ["", "short", "x" * 31, "ab" * 32, "changez-moi", "demo-only-secret-key-not-for-production"]
)
def test_a_weak_or_published_secret_stops_the_start(secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """ASVS 13.3.1."""
    for name, value in {**environment(ADDRESS), "SECRET_KEY": secret}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("TREMPLIN_DEMO", raising=False)
    with pytest.raises(ConfigurationError, match="SECRET_KEY"):
        create_app()


def test_a_simulated_clock_outside_the_demonstration_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment(ADDRESS).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("TREMPLIN_CLOCK", "2025-05-26T14:32:00+02:00")
    monkeypatch.delenv("TREMPLIN_DEMO", raising=False)
    with pytest.raises(ConfigurationError, match="TREMPLIN_CLOCK"):
        create_app()


def test_a_proper_environment_starts() -> None:
    app = create_app(read(environment(ADDRESS)))
    assert app.secret_key == SECRET_KEY
    assert not app.debug
