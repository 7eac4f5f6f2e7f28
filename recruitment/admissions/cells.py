"""The cells that only lists of admitted candidates have, each read into its one form or refused with a code."""

import re

from recruitment.core.text import fold
from recruitment.rules.reply_list import ACCEPTED, FOR_GOOD, GONE, KEEPING, WAITING
from recruitment.transfers import cells, reply_cells
from recruitment.transfers.cells import CellRefused

_SIGNS = re.compile(r"[^\w ]+")
_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
_TOWN_CODE = re.compile(r"\d[\dAB]\d{3}", re.ASCII)
ANSWER_WAITING, ANSWER_NO = "waiting", "no"

ANSWERS = {
    "oui": "yes", "favorable": "yes", "avis favorable": "yes", "f": "yes", "retenu": "yes", "admis": "yes",
    "oui si": "yes_if_3", "ouisi": "yes_if_3", "s": "yes_if_3", "oui si 3": "yes_if_3", "oui si 3 ans": "yes_if_3",
    "oui si en 3 ans": "yes_if_3", "oui si 4": "yes_if_4", "oui si 4 ans": "yes_if_4", "oui si en 4 ans": "yes_if_4",
    "oui en attente": ANSWER_WAITING, "en attente": ANSWER_WAITING, "oui si en attente": ANSWER_WAITING,
    "liste d attente": ANSWER_WAITING, "attente": ANSWER_WAITING,
    "non": ANSWER_NO, "defavorable": ANSWER_NO, "avis defavorable": ANSWER_NO, "d": ANSWER_NO, "refuse": ANSWER_NO,
    "non retenu": ANSWER_NO,
}  # fmt: skip
BAC_RESULTS = {
    "oui": "passed", "obtenu": "passed", "admis": "passed", "recu": "passed", "admise": "passed", "o": "passed",
    "bachelier": "passed", "bacheliere": "passed", "a": "passed", "1": "passed",
    "non": "failed", "ajourne": "failed", "ajournee": "failed", "refuse": "failed", "refusee": "failed",
    "non obtenu": "failed", "non admis": "failed", "non bachelier": "failed", "echec": "failed", "n": "failed",
    "elimine": "failed", "absent": "failed", "0": "failed", "r": "failed",
    "second groupe": "second_round", "2nd groupe": "second_round", "second tour": "second_round",
    "rattrapage": "second_round", "admis au second groupe": "second_round", "passe le second groupe": "second_round",
    "en attente": "unknown", "non communique": "unknown", "inconnu": "unknown",
}  # fmt: skip
#: Words of « Mention diplôme » that say there is no diploma.
NO_DIPLOMA = {
    "ajourne", "ajournee", "refuse", "refusee", "non admis", "echec", "second groupe", "rattrapage", "elimine",
}  # fmt: skip
BOARDING = {
    "avec internat": "oui", "sans internat": "non", "interne": "oui", "externe": "non",
    "internat obtenu": "oui", "internat non obtenu": "non", "obtenu": "oui", "non obtenu": "non",
}  # fmt: skip
SITUATION_OF_REPLY = {WAITING: "0", ACCEPTED: "1", FOR_GOOD: "1", KEEPING: "2", GONE: "3"}
#: What « Réponse du candidat » says in the centre's words: the situation, and the centre's answer that it tells of.
_REPLIES_WITH_ANSWER = {
    "oui si": "1/yes_if_3", "ouisi": "1/yes_if_3", "oui si 3 ans": "1/yes_if_3", "oui si en 3 ans": "1/yes_if_3",
    "oui si 4 ans": "1/yes_if_4", "oui si en 4 ans": "1/yes_if_4",
    "oui en attente": "0", "oui si en attente": "0", "liste d attente": "0",
}  # fmt: skip
_MORE_SEXES = {"mlle": "F", "mademoiselle": "F", "garcon": "M", "fille": "F", "m. ": "M", "mr": "M"}


def spelt(cell: str) -> str:
    """Return words without case, accents, signs and doubled spaces."""
    return " ".join(_SIGNS.sub(" ", fold(cell)).split())


def answer(cell: str) -> str:
    """Read the centre's answer: oui, oui si (3 or 4 years), oui en attente, non."""
    return _known(ANSWERS, cell, "answer_words")


def reply(cell: str) -> str:
    """Read the candidate's reply, as a codeSituation; « Oui si » gives the centre's answer too, after a slash."""
    return _REPLIES_WITH_ANSWER.get(spelt(cell)) or SITUATION_OF_REPLY[reply_cells.reply(cell)]


def bac_result(cell: str) -> str:
    """Read whether the baccalauréat was passed."""
    return _known(BAC_RESULTS, cell, "bac_words")


def boarding(cell: str) -> str:
    """Read « Internat »: oui/non, or avec/sans."""
    return BOARDING.get(spelt(cell)) or cells.boolean(cell)


def gap_year(cell: str) -> str:
    """Read « Année de césure »: oui/non."""
    return cells.boolean(cell)


def sex(cell: str) -> str:
    """Read a title or a sex."""
    return _MORE_SEXES.get(spelt(cell)) or cells.sex(cell)


def bac_year(cell: str) -> str:
    """Read the year of a diploma."""
    text = cell.strip().removesuffix(".0")
    if _YEAR.fullmatch(text):
        return text
    raise CellRefused("year")


def session(cell: str) -> str:
    """Read the session that a line is of."""
    return bac_year(cell)


def town_code(cell: str) -> str:
    """Read the code of a town: 63113, 2A004."""
    text = cell.strip().upper().removesuffix(".0")
    if len(text) == len("1004"):  # a spreadsheet has eaten the zero
        text = f"0{text}"
    if _TOWN_CODE.fullmatch(text):
        return text
    raise CellRefused("town_code")


def full_name(cell: str) -> str:
    """Read « NOM Prénom », the name in capitals; gives both set apart by a slash."""
    words = (cells.name(cell) or "").replace("/", " ").split()
    capitals = 0
    while capitals < len(words) and words[capitals] == words[capitals].upper():
        capitals += 1
    if not 0 < capitals < len(words):
        raise CellRefused("name_split")
    return f"{' '.join(words[:capitals])}/{' '.join(words[capitals:])}"


def _known(words: dict[str, str], cell: str, code: str) -> str:
    try:
        return words[spelt(cell)]
    except KeyError as error:
        raise CellRefused(code) from error
