"""Passwords: long rather than contrived, whole, the same from every keyboard."""

import pytest
from flask import Flask

from recruitment.accounts import passwords
from recruitment.rules.errors import RuleViolation


def test_the_default_is_argon2id_at_the_costs_that_were_chosen() -> None:
    """ASVS 11.4.2."""
    assert passwords.default_hasher().hash("x").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize(
    "password",
    ["agrafe cheval pile correcte", "une phrase de passe", "longue phrase " + "sans fin ni sens " * 6],
)
def test_no_composition_is_asked(password: str) -> None:
    """ASVS 6.2.5."""
    passwords.check_strength(password)


@pytest.mark.parametrize(
    ("password", "code"), [("x" * 15, "password_too_short"), ("x" * 129, "password_too_long")]
)
def test_the_length_is_bounded(password: str, code: str) -> None:
    with pytest.raises(RuleViolation, match=code):
        passwords.check_strength(password)


def test_nothing_is_cut_off(app: Flask) -> None:
    """ASVS 6.2.8: the 72 bytes of bcrypt."""
    stored = passwords.hashed("x" * 72 + "a")
    assert passwords.matches(stored, "x" * 72 + "a")
    assert not passwords.matches(stored, "x" * 72 + "b")


def test_two_encodings_of_the_same_letters_are_the_same_password(app: Flask) -> None:
    assert passwords.matches(passwords.hashed("e\u0301" * 16), "\u00e9" * 16)


@pytest.mark.parametrize("stored", [None, "", "not a hash"])
def test_without_a_usable_hash_nothing_matches(app: Flask, stored: str | None) -> None:
    assert not passwords.matches(stored, "")
