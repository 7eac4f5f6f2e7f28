"""The page of a neighbour of the demonstration: what it received, what it found wrong, how it fails when told to."""

from collections.abc import Callable, Mapping
from html import escape
from urllib.parse import parse_qs

from tests.neighbours.faults import Fault
from tests.neighbours.server import Asked, Neighbour, Reply

LATEST = 50
ORDERS = "/commande"
#: What the page offers; the trials know many more.
OFFERED: Mapping[str, tuple[str, Fault | None]] = {
    "aucune": ("Répondre normalement", None),
    "muet": ("Ne plus répondre (Read timed out)", Fault.SILENT),
    "refus": ("Refuser l’identifiant (401)", Fault.UNAUTHORIZED),
    "erreur": ("Tomber en erreur (500)", Fault.ERROR),
    "moitie": ("S’arrêter au milieu de la réponse", Fault.TAKEN_HALF),
    "html": ("Répondre une page de maintenance", Fault.NOT_JSON),
}


class Desk:
    """Answers GET of `/` with the page, POST of `/commande` with what follows; the rest is the neighbour's."""

    def __init__(
        self, title: str, rows: Callable[[], list[tuple[str, ...]]], header: tuple[str, ...]
    ) -> None:
        self.title, self.rows, self.header = title, rows, header
        self.acts: dict[str, tuple[str, Callable[[Mapping[str, str]], str]]] = {}
        self.said = ""

    def answers(self, neighbour: Neighbour, asked: Asked) -> Reply | None:
        """Return the page, or what follows an order; None when it is no business of the desk."""
        if asked.method == "POST" and asked.path == ORDERS:
            given = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
            self._carry_out(neighbour, given)
            return Reply(b"", 303, headers={"Location": "/"})
        if asked.method == "GET" and asked.path == "/":
            return Reply(self._page(neighbour).encode(), content_type="text/html; charset=utf-8")
        return None

    def _carry_out(self, neighbour: Neighbour, given: Mapping[str, str]) -> None:
        act = given.get("acte", "")
        if act in OFFERED:
            word, fault = OFFERED[act]
            neighbour.fail_always(fault)
            self.said = f"Désormais : {word}."
        elif act in self.acts:
            self.said = self.acts[act][1](given)

    def _page(self, neighbour: Neighbour) -> str:
        acts = [(act, word) for act, (word, _fault) in OFFERED.items()]
        acts += [(act, word) for act, (word, _do) in self.acts.items()]
        buttons = "".join(f'<button name="acte" value="{act}">{escape(word)}</button> ' for act, word in acts)
        head = "".join(f"<th>{escape(name)}</th>" for name in self.header)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
            for row in reversed(self.rows()[-LATEST:])
        )
        problems = (
            "".join(f"<li>{escape(one)}</li>" for one in neighbour.problems[-LATEST:]) or "<li>Aucun.</li>"
        )
        return (
            f'<!doctype html><html lang="fr"><meta charset="utf-8"><title>{escape(self.title)}</title>'
            "<style>body{font:1rem/1.5 system-ui;margin:2rem;max-width:70rem}td,th{padding:.2rem .8rem;text-align:left;"
            "border-bottom:1px solid #ccc}button{margin:.2rem}</style>"
            f"<h1>{escape(self.title)}</h1>"
            "<p>Ce programme joue un autre logiciel, sur cette machine. Rien n’en sort.</p>"
            f"<p><b>{escape(self.said)}</b></p>"
            f'<form method="post" action="{ORDERS}">{buttons}</form>'
            f"<h2>Reçu ({len(self.rows())})</h2><table><tr>{head}</tr>{body}</table>"
            f"<h2>Écarts avec le schéma</h2><ul>{problems}</ul></html>"
        )
