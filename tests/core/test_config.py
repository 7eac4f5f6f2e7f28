"""What the environment may ask for, where its secrets are, and which names the site answers to."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from recruitment.core.config import ConfigurationError, read
from recruitment.core.database import engine_options
from tests.databases import ROOT, SECRET_KEY

ADDRESS = "sqlite:////nowhere/at/all.sqlite3"  # never opened
PROPER = {"DATABASE_URL": ADDRESS, "SECRET_KEY": SECRET_KEY}
ELSEWHERE = "postgresql+psycopg://desk:a-drawn-password@db.cfa.example/desk"


@pytest.mark.parametrize("value", ["1", "true", "True", "yes", "on"])
def test_the_debugger_stops_the_start_outside_the_demonstration(value: str) -> None:
    """ASVS 13.4.2."""
    with pytest.raises(ConfigurationError, match="FLASK_DEBUG"):
        read({**PROPER, "FLASK_DEBUG": value})
    assert not read({**PROPER, "FLASK_DEBUG": "0"}).demo
    assert read({"TREMPLIN_DEMO": "1", "FLASK_DEBUG": value}).demo


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_secrets_are_read_from_files(tmp_path: Path, end: str) -> None:
    """ASVS 13.3.1."""
    for name, value in {"key": SECRET_KEY, "old": "b" + SECRET_KEY, "url": ELSEWHERE}.items():
        (tmp_path / name).write_bytes(f"{value}{end}".encode())
    settings = read(
        {
            "SECRET_KEY_FILE": str(tmp_path / "key"),
            "TREMPLIN_SECRET_KEY_FALLBACKS_FILE": str(tmp_path / "old"),
            "DATABASE_URL_FILE": str(tmp_path / "url"),
        }
    )
    assert (settings.secret_key, settings.database_url) == (SECRET_KEY, ELSEWHERE)
    assert settings.secret_key_fallbacks == ("b" + SECRET_KEY,)


@pytest.mark.parametrize("content", [b"", b"\n", b"a\nb", b"\xff\xfe", b"x" * 20_000, None])
def test_a_file_that_holds_no_secret_stops_the_start_and_is_not_quoted(
    tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "key"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ConfigurationError, match="SECRET_KEY_FILE") as refused:
        read({"DATABASE_URL": ADDRESS, "SECRET_KEY_FILE": str(file)})
    assert "xxx" not in str(refused.value)


def test_a_secret_said_twice_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(SECRET_KEY)
    with pytest.raises(ConfigurationError, match="both set"):
        read({**PROPER, "SECRET_KEY_FILE": str(tmp_path / "key")})


@pytest.mark.parametrize("former", ["changez-moi", "short", "demo-only-secret-key-not-for-production"])
def test_a_former_key_that_can_be_guessed_stops_the_start(former: str) -> None:
    """ASVS 13.3.1: what a former key signed is believed too."""
    with pytest.raises(ConfigurationError, match="FALLBACKS"):
        read({**PROPER, "TREMPLIN_SECRET_KEY_FALLBACKS": f"{SECRET_KEY}2 {former}"})


@pytest.mark.parametrize("password", ["postgres", "Password", "desk", "changez-moi"])
def test_a_database_password_that_everybody_tries_first_stops_the_start(password: str) -> None:
    """ASVS 13.2.3."""
    with pytest.raises(ConfigurationError, match="DATABASE_URL") as refused:
        read({**PROPER, "DATABASE_URL": f"postgresql+psycopg://desk:{password}@localhost/desk"})
    assert password not in str(refused.value)


def test_a_database_elsewhere_is_spoken_to_over_tls_and_has_to_prove_who_it_is() -> None:
    """ASVS 12.3.1, 12.3.2."""
    asked = engine_options(ELSEWHERE)["connect_args"]
    assert (asked["sslmode"], asked["sslrootcert"]) == ("verify-full", "system")
    own = engine_options(f"{ELSEWHERE}?sslrootcert=/etc/ca.pem")["connect_args"]
    assert (own["sslmode"], own.get("sslrootcert")) == ("verify-full", None)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://localhost/desk",
        "postgresql+psycopg://127.0.0.1:5433/desk",
        "postgresql+psycopg:///desk?host=/run/postgresql",
        f"{ELSEWHERE}?sslmode=verify-ca",
    ],
)
def test_on_this_machine_or_when_the_address_says_it_nothing_is_added(url: str) -> None:
    assert "sslmode" not in engine_options(url)["connect_args"]


def test_the_site_answers_to_the_name_of_its_mails_and_to_its_own_machine() -> None:
    """ASVS 4.1.2: outside the demonstration there is always a list."""
    here = ("localhost", "127.0.0.1")
    assert set(read(PROPER).hosts) == set(here)
    assert read({**PROPER, "TREMPLIN_BASE_URL": "https://desk.cfa.example"}).hosts == (
        "desk.cfa.example",
        *here,
    )
    given = {**PROPER, "TREMPLIN_TRUSTED_HOSTS": "a.example, b.example"}
    assert read(given).hosts == ("a.example", "b.example")
    assert read({"TREMPLIN_DEMO": "1"}).hosts == ()


def test_a_command_says_what_to_change_without_a_traceback() -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", "jobs", "list"],
        cwd=ROOT,
        env={**os.environ, "SECRET_KEY": "short", "DATABASE_URL": ADDRESS},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr.startswith("Error: SECRET_KEY")
    assert "Traceback" not in answer.stderr
