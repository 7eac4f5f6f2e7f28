"""What is said while a SIRET is typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recruitment.labels import siret_sentence, siret_tones
from recruitment.labels.siret import SIRET_SENTENCES
from recruitment.rules.siret import SiretKind, siret_diagnosis


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("9", "1 chiffre sur 14, encore 13"),
        ("999 012 34", "8 chiffres sur 14, encore 6"),
        ("732 829 320 0007", "13 chiffres : il en manque un"),
        ("732 829 320 000741", "15 chiffres : il y en a un de trop"),
        ("732 829 320 0007411", "16 chiffres : il y en a 2 de trop"),
        ("732-829 32O", "Un SIRET n’a que des chiffres : retirez « - », « O »."),
        (
            "732 892 320 00074",
            (
                "Clé incorrecte. Erreur dans le SIREN, les 9 premiers chiffres (732 892 320). Cherchez un "
                "chiffre faux ou deux chiffres inversés."
            ),
        ),
        (
            "732 829 320 00079",
            (
                "Clé incorrecte. SIREN exact, mais erreur dans les 5 derniers chiffres (NIC 00079). "
                "Relisez-les sur le contrat."
            ),
        ),
        ("732 829 320 00074", "Clé exacte."),
        (
            "356 000 000 12314",
            (
                "SIRET de La Poste : règle particulière vérifiée (la somme des 14 chiffres, 25, est un "
                "multiple de 5)."
            ),
        ),
    ],
)
def test_what_is_wrong_is_said(typed: str, sentence: str) -> None:
    """R4.1"""
    assert siret_sentence(siret_diagnosis(typed)) == sentence


def test_every_finding_has_its_sentence() -> None:
    assert set(SIRET_SENTENCES) == set(SiretKind)


@given(st.text() | st.text("0123456789 "))
def test_whatever_is_typed_has_a_sentence_and_tones(typed: str) -> None:
    found = siret_diagnosis(typed)
    assert siret_sentence(found)
    assert set(siret_tones(found)) <= {"ok", "neutre", "bloque"}
    assert (siret_tones(found)[2] == "ok") is found.valid
