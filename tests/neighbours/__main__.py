"""`python -m tests.neighbours PORT`: the neighbours of the demonstration, until its input ends.

The platform listens on PORT, Apogée on the next one; `free PORT` prints the first two in a row that nobody uses. Each
has a page, to see what it received and to have it fail.
"""

import socket
import sys
from contextlib import ExitStack
from typing import Any

from recruitment.demo import admitted
from recruitment.demo.catalogue import NEIGHBOUR_LOGINS, NEIGHBOUR_PASSWORDS, VAL_D_ARTIERE
from recruitment.demo.people import Person, uai
from tests.neighbours import people
from tests.neighbours.apogee import Apogee
from tests.neighbours.desk import Desk
from tests.neighbours.platform import Platform
from tests.neighbours.server import HOST

GUARDIANS = 34  # of 20 candidates, as S0 shows them
SESSION, RESIGNED = 2025, 4


def platform(port: int) -> Platform:
    """Return the platform as the demonstration's main centre knows it."""
    found = Platform(port, people=people.with_guardians(_admitted(), GUARDIANS))
    found.login, found.password = NEIGHBOUR_LOGINS["platform"], NEIGHBOUR_PASSWORDS["platform"]
    found.establishment = VAL_D_ARTIERE.uai
    found.open_desk()
    return found


def _admitted() -> list[dict[str, Any]]:
    """Return those of the list that the centre has received, but for four who resigned, and one who came since."""
    known = [_as_sent(one) for one in admitted.people()[admitted.GONE : -RESIGNED]]
    new = people.candidates(1, programme=admitted.LISTED, session=SESSION, first_number=2_597_001, month=5)
    return known + new


def _as_sent(one: Person) -> dict[str, Any]:
    """Return somebody of the demonstration as the platform sends them."""
    (sent,) = people.candidates(
        1, programme=admitted.LISTED, session=SESSION, first_number=int(one.number), month=5
    )
    return sent | {
        "ine": one.ine or None,
        "sexe": one.sex,
        "nom": one.last_name,
        "prenom": one.first_name,
        "prenom2": "",
        "dateNaissance": f"{one.birth_date:%d/%m/%Y}",
        "libellePaysNationalite": "Française",
        "mail": one.email,
        "telmobile": one.mobile,
        "adresse1": one.address,
        "adresse2": "",
        "codePostal": one.postal_code,
        "libelleCommune": one.town,
        "codeEtablissementSco": uai(one.school[2], one.school[3]),
        "libelleEtablissementSco": f"{one.school[0]}, {one.school[1]}",
        "serieBac": one.series,
        "mentionBac": "",
    }


def apogee(port: int) -> Apogee:
    """Return Apogée as the demonstration's main centre knows it."""
    found = Apogee(port)
    found.desk = Desk(
        "Apogée, pour la démonstration",
        lambda: [(number, found.code_of(number)) for number in found.taken],
        ("Candidat", "Décisions de ses vœux"),
    )
    return found


def free(first: int) -> int:
    """Return the first port whose next one is free too."""
    return next(port for port in range(first, 65_534, 2) if not any(map(_is_used, (port, port + 1))))


def _is_used(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def main(port: int) -> None:
    """Start them; they stop when whoever started them does."""
    with ExitStack() as stack:
        try:
            stack.enter_context(platform(port))
            stack.enter_context(apogee(port + 1))
        except OSError as error:
            print(f"Voisins de la démonstration : {error}.", file=sys.stderr)  # noqa: T201 - a command
            return
        print("ready", flush=True)  # noqa: T201 - for whoever waits
        sys.stdin.read()


if __name__ == "__main__":
    if sys.argv[1] == "free":
        print(free(int(sys.argv[2])))  # noqa: T201 - for scripts/demo
    else:
        main(int(sys.argv[1]))
