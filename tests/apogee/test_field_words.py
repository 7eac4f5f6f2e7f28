"""Apogée's names of fields are shown with what they stand for."""

from dataclasses import fields, replace
from typing import Any

from recruitment.apogee import message
from recruitment.labels.apogee import FIELDS
from recruitment.rules.countries import FRANCE
from recruitment.rules.opi_fields import Losses


def names(data: dict[str, Any]) -> set[str]:
    """Return the names of the values of a message, however deep."""
    found: set[str] = set()
    for name, value in data.items():
        found |= names(value) if isinstance(value, dict) else {name}
    return found


def test_each_field_that_apogee_is_sent_of_a_person_has_its_word() -> None:
    """R7.1: all that is shown of a person, at home and abroad."""
    texts = {one.name: "1" for one in fields(message.Person) if one.name != "losses"}
    abroad = message.Person(**texts, losses=Losses())
    sent: set[str] = set()
    for one in (abroad, replace(abroad, country=FRANCE)):
        data = message.opi(one, [])
        sent |= names(data["individu"]) | names(data["adresseFixe"])
    assert sent == set(FIELDS)
