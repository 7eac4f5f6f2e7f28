"""The bodies that go between the platform and us: JSON, read without trust, and what we write.

A body is taken whole or not at all: one field that does not hold refuses it, and every such field is told.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn

from recruitment.platform.reading import Problem, Received, read_one

MOST = 20_000  # candidates of one answer
SHOWN = 500  # problems; more tell nothing new
_LISTS = ("candidats", "candidatsadmis", "admis", "data", "donneescandidats")
_ENVELOPE = ("identifiant", "donneescandidat")


class BodyRefused(ValueError):  # noqa: N818 - a refusal, like the others
    """Why a body was refused as a whole: one problem or many, each naming its field."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("body_refused")
        self.problems = list(problems)[:SHOWN]

    @property
    def sentence(self) -> str:
        """Say the first problem, and how many others there are."""
        others = len(self.problems) - 1
        more = (
            f" Et {others} autre{'s' if others > 1 else ''} erreur{'s' if others > 1 else ''}."
            if others
            else ""
        )
        return self.problems[0].sentence + more


@dataclass(frozen=True, slots=True)
class Pushed:
    """What the platform pushes: who it says it is, and one candidate still to be read."""

    login: str
    password: str
    data: Mapping[str, Any]


def admitted(body: bytes, *, now: datetime) -> list[Received]:
    """Read the answer of `getCandidatsAdmis`. Raises BodyRefused."""
    received, problems = [], []
    seen: dict[tuple[str, str], int] = {}
    for rank, sent in enumerate(listed(body), 1):
        one = read_one(sent, rank=rank, now=now)
        if isinstance(one, list):
            problems += one
            continue
        first = seen.setdefault((one.programme_code, one.candidate_number), rank)
        if first != rank:
            words = f"ce candidat est déjà le {first}ᵉ de la réponse, pour la même formation."
            problems.append(Problem("codeCandidat", words, rank, one.candidate_number))
        received.append(one)
    if problems:
        raise BodyRefused(problems)
    return received


def listed(body: bytes) -> list[Any]:
    """Return the candidates of an answer, unread. Raises BodyRefused."""
    found = _list_in(_json(body))
    if len(found) > MOST:
        _refuse(f"la réponse a plus de {MOST} candidats.")
    return found


def states(body: bytes) -> dict[tuple[str, str], int]:
    """Return the state of the enrolment that the platform knows for each programme and candidate, where it says so."""
    found = {}
    for one in listed(body):
        if isinstance(one, dict):
            folded = _folded_once(one)
            state = folded.get("etatinscription")
            if isinstance(state, int) and not isinstance(state, bool):
                found[str(folded.get("codeformationpsup")), str(folded.get("codecandidat"))] = state
    return found


def pushed(body: bytes) -> Pushed:
    """Read the envelope of `admissionCandidat`; the data may be beside the credentials. Raises BodyRefused."""
    found = _json(body)
    if not isinstance(found, dict):
        _refuse("un objet JSON est attendu.")
    folded = _folded_once(found)
    who = folded.get("identifiant")
    if not isinstance(who, dict):
        _refuse("un objet est attendu, avec login et pwd.", "identifiant")
    known = _folded_once(who)
    login, password = known.get("login"), known.get("pwd")
    for name, value in (("login", login), ("pwd", password)):
        if not isinstance(value, str) or not value or len(value) > 200 or not _is_storable(value):
            _refuse("un texte est attendu.", f"identifiant.{name}")
    data = folded.get("donneescandidat")
    if "donneescandidat" in folded and not isinstance(data, dict):
        _refuse("un objet est attendu.", "donneesCandidat")
    if data is None:
        data = {name: value for name, value in found.items() if name.strip().casefold() not in _ENVELOPE}
    return Pushed(str(login), str(password), data)


def one_admitted(data: Mapping[str, Any], *, now: datetime) -> Received:
    """Read the candidate of a push. Raises BodyRefused."""
    one = read_one(data, rank=0, now=now)
    if isinstance(one, list):
        raise BodyRefused(one)
    return one


def verdict(body: bytes) -> tuple[bool, str]:
    """Read the answer to what we sent: whether it was taken, and the platform's message. Raises BodyRefused."""
    found = _json(body)
    if not isinstance(found, dict):
        _refuse("un objet JSON est attendu.")
    folded = _folded_once(found)
    word, message = folded.get("retour"), folded.get("message")
    if not isinstance(word, str) or word.strip().upper() not in {"OK", "NOK"}:
        _refuse("OK ou NOK est attendu.", "retour")
    if message is not None and not isinstance(message, str):
        _refuse("un texte est attendu.", "message")
    return word.strip().upper() == "OK", _one_line(message or "")


def _json(body: bytes) -> Any:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        _refuse("la réponse n’est pas en UTF-8.")
    if not text.strip():
        _refuse("la réponse est vide.")
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
    except json.JSONDecodeError as error:
        _refuse(f"ce n’est pas du JSON, ligne {error.lineno}, colonne {error.colno}.")
    except RecursionError:
        _refuse("trop d’objets emboîtés.")
    except ValueError as error:
        if isinstance(error, BodyRefused):
            raise
        _refuse("un nombre est illisible.")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, value in pairs:
        if name in made:
            _refuse("ce champ est donné deux fois.", _one_line(name, 60))
        made[name] = value
    return made


def _constant(_word: str) -> NoReturn:
    _refuse("NaN et Infinity ne sont pas du JSON.")


def _list_in(found: Any) -> list[Any]:
    """Return the array, at the root or the only list that an object holds under a usual name."""
    if isinstance(found, list):
        return found
    if isinstance(found, dict):
        folded = _folded_once(found)
        if folded.get("retour") is not None:
            refused, message = str(folded["retour"]), folded.get("message")
            said = _one_line(message) if isinstance(message, str) else ""
            _refuse(f"la plateforme a répondu {_one_line(refused, 20)}{' : ' + said if said else '.'}")
        for name in _LISTS:
            if isinstance(folded.get(name), list):
                return list(folded[name])
    return _refuse("une liste de candidats est attendue.")


def _folded_once(found: Mapping[str, Any]) -> dict[str, Any]:
    folded: dict[str, Any] = {}
    for name, value in found.items():
        key = name.strip().casefold()
        if key in folded and folded[key] != value:
            _refuse("ce champ est donné deux fois, avec deux valeurs.", _one_line(name, 60))
        folded[key] = value
    return folded


def _is_storable(text: str) -> bool:
    """Tell whether a database takes a text: JSON also writes half characters and NUL."""
    return "\0" not in text and not any("\ud800" <= one <= "\udfff" for one in text)


def _one_line(text: str, most: int = 300) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:most]


def _refuse(words: str, name: str = "") -> NoReturn:
    raise BodyRefused([Problem(name, words)])
