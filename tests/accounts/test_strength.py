"""ASVS 6.2.4, 6.2.11: what is easy to guess is refused, and nothing else."""

import itertools
from time import process_time

import pytest

from recruitment.accounts import strength

ABOUT = ("Claire Montagnier", "claire.montagnier@cfa-volcans.example", "CFA des Volcans")
REFUSED = {
    "password_repeated": (
        "0" * 16,
        "a" * 128,
        "é" * 16,
        "🔑" * 16,
        "bonjourbonjourbonjour",
        "xk7q!xk7q!xk7q!xk7q!",
    ),
    "password_common": (
        *(
            "passwordpassword1",
            "Motdepasse-Azerty-2025",
            "correct horse battery staple",
            "Jet@ime-d0udou!2024",
        ),
        "soleil marseille chocolat",
    ),
    "password_trade": (
        *("azertyuiopqsdfghjklm", "1234567890123456", "Apprentissage2026!", "parcoursup-cfa-2025"),
        *("Tremplin2025!Tremplin", "nopqrstuvwxyz2025", "Recrutement des apprentis"),
        *(
            "CFA Candidatures Contrats Formation",
            "4pprent1ssage-2026",
            "poiuytrezamlkjhgfdsq",
            "1234qwerasdfzxcv",
        ),
    ),
    "password_own_words": (
        *("Claire.Montagnier.63", "montagnier-volcans-2025", "cfa-volcans.example", "M0ntagn1er Claire!!"),
    ),
}
TAKEN = (
    *("une phrase de passe", "agrafe cheval pile correcte", "une phrase de passe pour les tests"),
    *(
        "tremplin-en-demonstration",
        "le chat de Claire dort sous la table",
        "xK7#qPw9!vRt2$mZ",
        "длинный пароль да",
    ),
    *("pluie soleil tartine carreau", "0123 pommes dans un panier", "vélo rouge à la fenêtre du cfa"),
)


@pytest.mark.parametrize(
    ("code", "password"), [(code, password) for code, those in REFUSED.items() for password in those]
)
def test_what_is_easy_to_guess_is_refused_with_its_reason(code: str, password: str) -> None:
    """ASVS 6.2.11."""
    assert strength.weakness(password, ABOUT) == code


@pytest.mark.parametrize("password", TAKEN)
def test_a_phrase_is_taken(password: str) -> None:
    """ASVS 6.2.5."""
    assert strength.weakness(password, ABOUT) is None


def test_the_three_thousand_commonest_are_refused_however_they_are_made_long_enough() -> None:
    """ASVS 6.2.4: of those that have 16 characters."""
    words = [word for word in sorted(strength._common()) if len(word) >= 4][:3000]
    assert len(words) == 3000
    endings = itertools.cycle(("2025", "123456789", "!!!!", "azerty"))
    made = [(word.capitalize() + next(endings)).ljust(16, "1") for word in words]
    assert [password for password in made if strength.weakness(password) is None] == []


def test_the_level_grows_with_the_guesses() -> None:
    levels = [strength.level(text) for text in ("jdk4 pomme 2025 xy", "agrafe cheval pile correcte")]
    assert levels == sorted(levels)
    assert levels[-1] == 3


@pytest.mark.parametrize(
    "odd", ["\u202e" * 20, "\x00" * 8 + "a" * 9, "👩‍👩‍👧 famille 👨‍🚀 fusée", "ﷺ" * 20, "%s" * 30]
)
def test_no_character_makes_it_fail(odd: str) -> None:
    strength.weakness(odd, (odd,))
    strength.level(odd, (odd,))


def test_a_hundred_letters_in_disguise_are_judged_at_once() -> None:
    """ASVS 15.2.2: zxcvbn tries every letter that each sign may stand for, and took three seconds."""
    disguised = "4@8({[<3691!|7+0$5%2" * 6
    started = process_time()
    strength.level(disguised)
    assert process_time() - started < 0.6
