"""R4.1: what is typed as a SIRET, and what is stored or said."""

import pytest
from flask import Flask

from recruitment.rules.errors import RuleViolation
from recruitment.rules.siret import SiretKind
from tests.contracts.desk import MONDAY, SIRET, clock_at, contracts_of, make_desk

STORED = {
    "as copied": "999 012 347 00012",
    "no-break spaces": "999\u00a0012\u202f347\u00a000012",
    "a tab and a line end": "\t99901234700012\r\n",
    "a mark of a paste": "\ufeff999012347\u200b00012",
}
WRONG = {
    "": SiretKind.EMPTY,
    "\u00a0": SiretKind.EMPTY,
    "９９９０１２３４７０００１２": SiretKind.NOT_DIGITS,
    "٩٩٩٠١٢٣٤٧٠٠٠١٢": SiretKind.NOT_DIGITS,
    "99901234700O12": SiretKind.NOT_DIGITS,
    "999-012-347-00012": SiretKind.NOT_DIGITS,
    "9990123470001": SiretKind.TOO_SHORT,
    "999012347": SiretKind.TOO_SHORT,
    "999012347000120": SiretKind.TOO_LONG,
    "00000000000000": SiretKind.ZEROS,
    "99902134700012": SiretKind.SIREN_WRONG,
    "99901234700021": SiretKind.NIC_WRONG,
}


@pytest.mark.parametrize("typed", STORED.values(), ids=STORED)
def test_spaces_are_dropped_and_fourteen_digits_stored(app: Flask, typed: str) -> None:
    """R4.1: the stored form is 14 ASCII digits."""
    desk = make_desk()
    with clock_at(MONDAY):
        desk.enter(siret=typed)
    assert contracts_of(desk.programme.id)[0].siret == SIRET


@pytest.mark.parametrize("siret", ["35600000000048", "35600000012314"], ids=["head office", "post office"])
def test_la_poste_has_its_own_rule(app: Flask, siret: str) -> None:
    """R4.1: the head office by Luhn, the others by the sum of the digits."""
    desk = make_desk()
    with clock_at(MONDAY):
        desk.enter(siret=siret)
    assert contracts_of(desk.programme.id)[0].siret == siret


@pytest.mark.parametrize(("typed", "kind"), WRONG.items())
def test_a_wrong_number_is_refused_with_what_is_wrong(app: Flask, typed: str, kind: SiretKind) -> None:
    """R4.3: the refusal carries the diagnosis, for the sentence."""
    desk = make_desk()
    with clock_at(MONDAY), pytest.raises(RuleViolation) as refusal:
        desk.enter(siret=typed)
    assert refusal.value.code == "siret_invalid"
    diagnosis = refusal.value.details["diagnosis"]
    assert getattr(diagnosis, "kind", None) is kind
    assert contracts_of(desk.programme.id) == []
