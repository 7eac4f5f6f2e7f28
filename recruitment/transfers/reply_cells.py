"""The cells of the platform's list of replies: its words and its codes, read into ours.

Words are compared without case, accents, signs and doubled spaces. What is not known is refused rather than guessed.
"""

import re

from recruitment.core.text import fold
from recruitment.rules.reply_list import ACCEPTED, FOR_GOOD, GONE, KEEPING, WAITING
from recruitment.transfers.cells import CellRefused

ENTERED, NOT_ENTERED = "entered", "not_entered"
DONE, NOT_DONE = "done", "to_do"
_SIGNS = re.compile(r"[^\w ]+")

REPLIES = {
    "resultat connu ulterieurement": WAITING,
    "en attente": WAITING,
    "en attente de reponse": WAITING,
    "proposition en attente": WAITING,
    "proposition en attente de reponse": WAITING,
    "formation acceptee": ACCEPTED,
    "acceptee": ACCEPTED,
    "oui": ACCEPTED,
    "oui definitif": FOR_GOOD,
    "acceptation definitive": FOR_GOOD,
    "formation acceptee definitivement": FOR_GOOD,
    "oui avec voeux en attente": KEEPING,
    "acceptation avec maintien des voeux en attente": KEEPING,
    "formation acceptee avec maintien des voeux en attente": KEEPING,
    "non": GONE,
    "renonce": GONE,
    "demission": GONE,
    "demission du candidat": GONE,
    "formation refusee": GONE,
    "proposition refusee": GONE,
    "refusee": GONE,
}
STATES = {
    "candidature confirmee non examinee": NOT_ENTERED,
    "candidature non confirmee": NOT_ENTERED,
    "en recherche de contrat": NOT_ENTERED,
    "candidature refusee": NOT_ENTERED,
    "contrat saisi": ENTERED,
}
ENROLMENTS = {
    "non renseigne": NOT_DONE,
    "i a effectuee": DONE,
    "ia effectuee": DONE,
    "effectuee": DONE,
    "inscription administrative effectuee": DONE,
}


def reply(cell: str) -> str:
    """Read « Réponse du candidat »."""
    return _known(REPLIES, cell, "reply_words")


def situation(cell: str) -> str:
    """Read codeSituation, 0 to 3."""
    text = cell.strip().removesuffix(".0")
    if text in (WAITING, FOR_GOOD, KEEPING, GONE):
        return text
    raise CellRefused("situation")


def state(cell: str) -> str | None:
    """Read « Etat »: whether a contract is entered; a state that is not known says nothing of it."""
    return STATES.get(_spelt(cell))


def enrolled(cell: str) -> str:
    """Read « Inscription administrative »."""
    return _known(ENROLMENTS, cell, "enrolment_words")


def _known(words: dict[str, str], cell: str, code: str) -> str:
    try:
        return words[_spelt(cell)]
    except KeyError as error:
        raise CellRefused(code) from error


def _spelt(cell: str) -> str:
    return " ".join(_SIGNS.sub(" ", fold(cell)).split())
