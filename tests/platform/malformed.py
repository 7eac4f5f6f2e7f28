"""What the platform's web service might send and should not: each kind with the field that the error must name."""

import json
from collections.abc import Iterator
from typing import Any

#: A candidate as the platform sends them, every field of ours there.
CANDIDATE: dict[str, Any] = {
    "session": 2025,
    "codeFormationPsup": 34120,
    "codeCandidat": 1234567,
    "codeSituation": 1,
    "nom": "Éluard",
    "prenom": "Zoé",
    "prenom2": "",
    "prenom3": None,
    "sexe": "F",
    "ine": "1234567890V",
    "dateNaissance": "04/03/2007",
    "libelleCommuneNaissance": "Thiers",
    "codeCommuneNaissance": "63430",
    "departementNaissance": "063",
    "libellePaysNaissance": "France",
    "libellePaysNationalite": "France",
    "dateReponse": "02/06/2025 18:04",
    "mail": "zoe.eluard@exemple.fr",
    "telmobile": "06 39 98 12 34",
    "telfixe": "04 73 00 00 01",
    "adresse1": "3 rue des Volcans",
    "codePostal": "63000",
    "libelleCommune": "Clermont-Ferrand",
    "codeCommune": "63113",
    "libellePaysadresse": "France",
    "codeEtablissementSco": "0631985R",
    "libelleEtablissementSco": "Lycée Blaise Pascal",
    "moisBac": "6",
    "anneeBac": "2025",
    "serieBac": "Bac général",
    "mentionBac": "Bien",
    "cesure": 0,
    "internat": 1,
    "nomRL1": "Éluard",
    "prenomRL1": "Paul",
    "mailRL1": "paul.eluard@exemple.fr",
    "telRL1": "06 39 98 12 35",
    "Adresse1RL1": "3 rue des Volcans",
    "CodePostaleRL1": "63000",
    "libelleCommuneRL1": "Clermont-Ferrand",
    "nomRL2": "Éluard",
    "prenomRL2": "Nush",
    "telRL2": "06 39 98 12 36",
}
_NUMBERS = ("session", "codeFormationPsup", "codeCandidat", "codeSituation")
#: For each field, values that do not hold.
_WRONG: dict[str, tuple[Any, ...]] = {
    "session": (None, "", "vingt", 25, "2025-2026", 2025.0, True, [2025], {"an": 2025}, -2025, 99999),
    "codeFormationPsup": (None, "", "34 120", "../etc", "é", 1.5, False, [], "x" * 31, "..", {"a": 1}),
    "codeCandidat": (None, "", "12-34", "A1234567", -7, 12.5, True, "1" * 21, 10**25, [1], "１２３"),
    "codeSituation": (None, "", 4, -1, "oui", 1.0, True, "1,0", [1], 99),
    "nom": (None, "", "   ", ["Éluard"], {"nom": "x"}, True, 1.5, "x" * 121, "a\u0000b", "a\u202eb", "a\ufffdb",
            "e\u0301\u0301\u0301\u0301\u0301", "\ud800"),
    "prenom": (None, "", "Zo\u0007é", [], False, "y" * 700),
    "prenom2": (["x"], True, "b\u2066"),
    "prenom3": ({"x": 1}, "\u0001"),
    "sexe": ("X", "3", 7, True, ["F"]),
    "ine": ("1234567890G", "123", "012345678951", "é234567890V", ["1234567890V"], 12, 1.5),
    "dateNaissance": ("31/02/2007", "2007", "04-03-2007", "4 mars 2007", "04/03/07", "04/03/1807", "04/03/2157",
                      20070304, True, [], "04/03/2007 12:30", "00/00/0000"),
    "libelleCommuneNaissance": ("T" * 121, ["Thiers"], "Th\u0000iers"),
    "codeCommuneNaissance": ("6343", "634300", "63 43", []),
    "departementNaissance": ("Puy-de-Dôme", "9999", ["63"], True),
    "libellePaysNaissance": ("F" * 121, {}),
    "libellePaysNationalite": ("F" * 121, 1.5),
    "dateReponse": ("30/03/2025 02:30", "02/06/2025 25:00", "hier", "02/06/2025 18h04", "31/06/2025 10:00", [], True),
    "mail": ("zoe.eluard", "@exemple.fr", "zoe@exemple", "zoe eluard@exemple.fr", "a" * 260 + "@exemple.fr",
             ["zoe@exemple.fr"], "zoe@exemple..fr"),
    "telmobile": ("06", "zéro six", "+" + "3" * 40, ["06"], 1.5),
    "telfixe": ("04 73", "x" * 20, {}),
    "adresse1": ("r" * 201, ["3 rue"], "3 rue\u0000"),
    "adresse2": ("r" * 201, 2.5), "adresse3": ("r" * 201, False),
    "codePostal": ("6", "!!!", "63000-63000-63000", []),
    "libelleCommune": ("C" * 121, []), "codeCommune": ("63", "é3113", {}),
    "libellePaysadresse": ("F" * 121, True),
    "codeEtablissementSco": ("0631985V", "lycée", "063", []),
    "libelleEtablissementSco": ("L" * 201, []),
    "moisBac": ("13", "0", "juin", []), "anneeBac": ("25", "1900", "MMXXV", {}),
    "serieBac": ("S" * 121, []), "mentionBac": ("M" * 61, 1.5),
    "cesure": (2, "oui", [], 1.5), "internat": (-1, "x", {}),
    "nomRL1": ("x" * 121, [], "\u0000"), "prenomRL1": (True, "p\u202e"), "mailRL1": ("paul", []),
    "telRL1": ("0", {}), "CodePostaleRL1": ("§", []), "libelleCommuneRL1": ("C" * 121, []),
    "Adresse1RL1": ("r" * 201, []), "nomRL2": ("x" * 121, {}), "prenomRL2": ([], 1.5),
    "mailRL2": ("nush@", True), "telRL2": ("non", []), "Adresse2RL2": ("r" * 201, []),
}  # fmt: skip


def body_of(*candidates: object) -> bytes:
    """Write an answer as the platform does."""
    return json.dumps(list(candidates)).encode()


def of_fields() -> Iterator[tuple[str, str, object]]:
    """Give each field with a value that does not hold: the field, what is wrong, the candidate."""
    for name, values in _WRONG.items():
        for rank, value in enumerate(values):
            yield name, f"{name}-{rank}", {**CANDIDATE, name: value}
    for name in (*_NUMBERS, "nom", "prenom"):
        yield name, f"{name}-absent", {key: value for key, value in CANDIDATE.items() if key != name}
        yield name, f"{name}-twice", {**CANDIDATE, name.upper(): "autre"}


def of_bodies() -> Iterator[tuple[str, str, bytes]]:
    """Give the bodies that are no list of candidates: what the error says of each, its kind, the body."""
    good = body_of(CANDIDATE)
    yield "est vide", "empty", b""
    yield "est vide", "blank", b" \n\t "
    yield "UTF-8", "cp1252", good.replace(b"\\u00c9", b"\xc9").replace(b"Zo", b"Zo\xe9")
    yield "UTF-8", "utf-16", good.decode().encode("utf-16")
    yield "JSON", "html", b"<html><body>Maintenance</body></html>"
    yield "JSON", "half", good[: len(good) // 2]
    yield "JSON", "cut-in-text", good[:-2]
    yield "JSON", "tail", good + b"]"
    yield "JSON", "two", good + good
    yield "JSON", "quotes", b"[{'nom': 'x'}]"
    yield "JSON", "comma", good[:-1] + b",]"
    yield "JSON", "control", b'[{"nom": "a\x01b"}]'
    yield "NaN", "nan", b'[{"session": NaN}]'
    yield "NaN", "infinity", b'[{"session": -Infinity}]'
    yield "nombre", "digits", b'[{"session": ' + b"9" * 5000 + b"}]"
    yield "emboîtés", "deep", b"[" * 200_000
    yield "liste", "object", b"{}"
    yield "liste", "text", b'"OK"'
    yield "liste", "number", b"12"
    yield "liste", "null", b"null"
    yield "liste", "true", b"true"
    yield "liste", "in-a-dict", b'{"candidats": {"1": {}}}'
    yield "NOK : identifiants refus", "nok", '{"retour": "NOK", "message": "identifiants refusés"}'.encode()
    yield "a répondu OK", "ok", b'{"retour": "OK"}'
    yield "deux fois", "same-key", b'[{"nom": "a", "nom": "b"}]'
    yield "deux fois", "same-key-at-root", b'{"candidats": [], "Candidats": [1]}'
    yield "un objet est attendu", "list-in-list", b"[[]]"
    yield "un objet est attendu", "null-in-list", b"[null]"
    yield "un objet est attendu", "text-in-list", body_of(CANDIDATE, "x")
    yield "déjà le 1", "twice", body_of(CANDIDATE, CANDIDATE)
    yield "plus de", "too-many", b"[" + b",".join([b"0"] * 20_001) + b"]"


def kinds() -> Iterator[tuple[str, str, bytes]]:
    """Give every malformed answer: what its error must say, its kind, the body."""
    yield from of_bodies()
    for name, kind, candidate in of_fields():
        yield f"« {name} »", kind, body_of({**CANDIDATE, "codeCandidat": 7654321}, candidate)
