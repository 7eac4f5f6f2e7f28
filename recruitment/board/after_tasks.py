"""What waits after the replies, as points of what is to do: enrolments (R6.1), and what two sides tell differently."""

from collections.abc import Iterable
from typing import Any

from flask_login import current_user
from sqlalchemy import ColumnElement, and_

from recruitment.accounts.access import followed, follows_up_somewhere, may_somewhere, programmes_where
from recruitment.board.tasks import NAMED_PROGRAMMES, Link, Task
from recruitment.enrolments import differences, queries
from recruitment.programmes import titles
from recruitment.rules.vocabulary import Permission


def after_tasks(mine: ColumnElement[bool]) -> list[Task]:
    """Return the points for what this person may enrol, on their programmes of the session."""
    return [*_enrolments(mine), *_differences(mine)]


def _enrolments(mine: ColumnElement[bool]) -> list[Task]:
    if not may_somewhere(current_user, Permission.ENROL):
        return []
    where = and_(mine, programmes_where(current_user, Permission.ENROL))
    return [
        *_to_do(queries.by_programme(where, queries.TO_DO)),
        *_to_undo(queries.by_programme(where, queries.TO_UNDO)),
    ]


def _to_do(rows: Any) -> Iterable[Task]:
    if n := sum(row.number for row in rows):
        s = "s" if n > 1 else ""
        title = f"{n} inscription{s} administrative{s} à faire"
        yield Task(
            title,
            _where(rows),
            "clipboard-check",
            slug="oui-definitif",
            links=[Link("Inscrire", "/inscriptions")],
        )


def _to_undo(rows: Any) -> Iterable[Task]:
    if n := sum(row.number for row in rows):
        s = "s" if n > 1 else ""
        title = f"{n} inscription{s} administrative{s} à annuler"
        text = f"Contrat rompu ou renoncement depuis. {_where(rows)}"
        link = Link("Voir", f"/inscriptions?vue={queries.TO_UNDO}")
        yield Task(title, text, "alert-triangle", tone="attention", links=[link])


def _differences(mine: ColumnElement[bool]) -> Iterable[Task]:
    """Yield the points for replies that two sides tell differently, for those who decide or enrol."""
    if not follows_up_somewhere(current_user):
        return
    where = and_(mine, followed(current_user))
    if n := differences.siret_count(where):
        title = f"{n} SIRET à vérifier avec l’employeur"
        text = "Le candidat a confirmé un autre numéro que celui du contrat saisi."
        yield Task(title, text, "building", tone="attention", links=[Link("Vérifier", "/reponses/siret")])
    if n := differences.discrepancy_count(where):
        title = f"{n} écart{'s' if n > 1 else ''} avec la liste de la plateforme"
        text = "Rien n’a été remplacé ici : dites de quel côté corriger."
        yield Task(title, text, "file-diff", tone="attention", links=[Link("Régler", "/reponses/ecarts")])


def _where(rows: Any) -> str:
    named = sorted(rows, key=lambda row: -row.number)
    return ", ".join(f"{titles.split(row.title).name} {row.number}" for row in named[:NAMED_PROGRAMMES])
