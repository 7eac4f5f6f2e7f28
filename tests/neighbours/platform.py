"""The platform's web service, as read in code of 2018-2020: who was admitted, and what we say of enrolments."""

import hmac
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ssl import SSLContext
from typing import Any

from tests.neighbours.desk import Desk
from tests.neighbours.server import Asked, Neighbour, Reply

LOGIN, PASSWORD, ESTABLISHMENT = "tremplin-essai", "mot-de-passe-d-essai", "0631985R"
DATE = re.compile(r"\d{2}/\d{2}/\d{4}")
#: What `majInscriptionAdministrative` must hold, and of which kinds; the INE may be absent or empty.
SCHEMA: Mapping[str, tuple[type, ...]] = {
    "codeCandidat": (int, str),
    "nom": (str,),
    "prenom": (str,),
    "dateNaissance": (str,),
    "codeFormationPsup": (int, str),
    "etatInscription": (int,),
}
STATES = {1: "1, principale", 2: "2, double", 3: "3, annulée", 4: "4, parallèle", 5: "5, parallèle"}
KNOWN = {*SCHEMA, "identifiant", "ine"}


@dataclass(frozen=True, slots=True)
class Told:
    """A state of an enrolment that was told to the platform, and taken."""

    candidate_number: str
    programme_code: str
    state: int


class Platform(Neighbour):
    """Play the platform. `told` is every state it took, in order; `state_of` the last of each candidate."""

    def __init__(
        self, port: int = 0, *, people: Iterable[Mapping[str, Any]] = (), tls: SSLContext | None = None
    ) -> None:
        super().__init__(port, tls=tls)
        self.login, self.password, self.establishment = LOGIN, PASSWORD, ESTABLISHMENT
        self.people = [dict(person) for person in people]
        self.told: list[Told] = []
        self.tests = 0
        self._left: list[dict[str, Any]] = []
        self.tells_states = True
        self.refuses: dict[str, str] = {}  # candidate -> why

    def open_desk(self) -> None:
        """Give it a page: what it was told, and two things that can happen to its candidates."""
        header = ("Candidat", "Formation", "État")
        self.desk = desk = Desk("Parcoursup, pour la démonstration", self._told_lines, header)
        desk.acts["renoncer"] = ("Faire renoncer le premier candidat", self._resign)
        desk.acts["revenir"] = ("Le faire revenir", self._come_back)

    def _told_lines(self) -> list[tuple[str, ...]]:
        return [(told.candidate_number, told.programme_code, STATES[told.state]) for told in self.told]

    def _resign(self, _given: Mapping[str, str]) -> str:
        with self.lock:
            self._left += self.people[:1]
            del self.people[:1]
        return f"{len(self.people)} candidats admis à la prochaine réception."

    def _come_back(self, _given: Mapping[str, str]) -> str:
        with self.lock:
            self.people[:0] = self._left
            self._left = []
        return f"{len(self.people)} candidats admis à la prochaine réception."

    @property
    def pull_url(self) -> str:
        """Return where the admitted candidates are asked for."""
        return f"{self.url}/ApiRest/getCandidatsAdmis"

    @property
    def uplink_url(self) -> str:
        """Return where states of enrolments are told."""
        return f"{self.url}/ApiRest/majInscriptionAdministrative"

    @property
    def state_of(self) -> dict[tuple[str, str], int]:
        """Return the last state of each candidate in each programme."""
        return {(told.candidate_number, told.programme_code): told.state for told in self.told}

    def play(self, asked: Asked) -> Reply:
        """Answer as the platform does."""
        if asked.method != "POST":
            return _json({"recu": [vars_of(told) for told in self.told], "ecarts": self.problems})
        try:
            body = json.loads(asked.body)
        except ValueError:
            return self._no("Le corps n'est pas du JSON", status=400)
        if not isinstance(body, dict) or not self._knows(body.get("identifiant")):
            return _json({"retour": "NOK", "message": "Identifiant ou mot de passe incorrect"}, status=401)
        if asked.path.endswith("/getCandidatsAdmis"):
            return self._admitted(body)
        if asked.path.endswith("/majInscriptionAdministrative"):
            return self._enrolled(body)
        return _json({"retour": "NOK", "message": "Service inconnu"}, status=404)

    def _knows(self, who: Any) -> bool:
        if not isinstance(who, dict) or set(who) != {"login", "pwd"}:
            return False
        given = f"{who['login']}\n{who['pwd']}".encode()
        return hmac.compare_digest(given, f"{self.login}\n{self.password}".encode())

    def _admitted(self, body: Mapping[str, Any]) -> Reply:
        if body.get("codeEtablissement") != self.establishment:
            return self._no("Etablissement inconnu")
        states = self.state_of
        with self.lock:
            return _json([person | self._state(person, states) for person in self.people])

    def _state(self, person: Mapping[str, Any], states: Mapping[tuple[str, str], int]) -> dict[str, Any]:
        """Return the state of a candidate's enrolment as it was last told, if it was."""
        key = (str(person.get("codeCandidat")), str(person.get("codeFormationPsup")))
        return {"etatInscription": states[key]} if key in states and self.tells_states else {}

    def _enrolled(self, body: Mapping[str, Any]) -> Reply:
        if set(body) == {"identifiant"}:  # a trial of the connection: nobody is named
            self.tests += 1
            return _json({"retour": "NOK", "message": "codeCandidat absent"})
        wrong = list(_against_schema(body))
        if wrong:
            self.problems += wrong
            return self._no(" ; ".join(wrong))
        if str(body["codeCandidat"]) in self.refuses:
            return self._no(self.refuses[str(body["codeCandidat"])])
        told = Told(str(body["codeCandidat"]), str(body["codeFormationPsup"]), body["etatInscription"])
        with self.lock:
            self.told.append(told)
        return _json({"retour": "OK", "message": "Inscription prise en compte"})

    def _no(self, message: str, *, status: int = 200) -> Reply:
        return _json({"retour": "NOK", "message": message}, status=status)


def _against_schema(body: Mapping[str, Any]) -> Iterable[str]:
    for name, kinds in SCHEMA.items():
        if not isinstance(body.get(name), kinds) or isinstance(body.get(name), bool) or body[name] == "":
            yield f"{name} absent ou mal typé"
    if not DATE.fullmatch(str(body.get("dateNaissance"))):
        yield "dateNaissance n'est pas jj/mm/aaaa"
    if body.get("etatInscription") not in {1, 2, 3, 4, 5}:
        yield "etatInscription va de 1 à 5"
    if not str(body.get("codeCandidat")).isdecimal():
        yield "codeCandidat n'est pas un nombre"
    yield from (f"{name} inconnu" for name in sorted(set(body) - KNOWN))


def vars_of(told: Told) -> dict[str, Any]:
    """Return a state as the platform writes it."""
    return {
        "codeCandidat": told.candidate_number,
        "codeFormationPsup": told.programme_code,
        "etatInscription": told.state,
    }


def _json(found: Any, *, status: int = 200) -> Reply:
    return Reply(json.dumps(found, ensure_ascii=False).encode(), status)
