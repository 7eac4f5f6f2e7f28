"""What an administrator can set: an index with one sentence each, and the programmes by their capacity."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template
from flask_login import current_user
from sqlalchemy import ColumnElement, and_

from recruitment.accounts import access
from recruitment.accounts.access import programmes_where, require_somewhere
from recruitment.board import mail_alerts, overview
from recruitment.core import clock
from recruitment.rules import capacity
from recruitment.rules.vocabulary import Permission
from recruitment.web.forms import whole_number

blueprint = Blueprint("settings", __name__)
PAGE = 50
FIRST_YEAR, LAST_YEAR = 2000, 2999


@dataclass(frozen=True, slots=True)
class Part:
    """One page of settings."""

    icon: str
    title: str
    url: str
    sentence: str
    remark: str = ""


@blueprint.get("/parametrage")
@require_somewhere(Permission.SETTINGS)
def settings() -> str:
    """List what this administrator can set: of a centre, or of the installation."""
    if not access.may(current_user, Permission.SETTINGS):
        parts = [_capacities()]
    else:
        parts = _of_the_installation() if access.runs_installation(current_user) else _of_a_centre()
    return render_template("board/settings.html", parts=parts)


@blueprint.get("/parametrage/capacites")
@require_somewhere(Permission.SETTINGS)
def capacities() -> str:
    """List the programmes with their capacity, those without any first (R9.2)."""
    asked = whole_number("session", 0, least=FIRST_YEAR, most=LAST_YEAR) or None
    campaign = overview.campaign_for(current_user, asked, clock.today())
    if campaign is None:
        return render_template("board/nothing.html")
    mine = _settable(campaign.id)
    total, unset = overview.count(mine), overview.count(mine & overview.without_capacity())
    pages = max(1, -(-total // PAGE))
    page = whole_number("page", 1, least=1, most=pages)
    first = overview.without_capacity().desc()
    return render_template(
        "board/capacities.html",
        campaign=campaign,
        programmes=[_line(row) for row in overview.programmes(mine, PAGE, (page - 1) * PAGE, first)],
        total=total,
        unset=unset,
        page=page,
        pages=pages,
    )


def _settable(campaign_id: int) -> ColumnElement[bool]:
    """Return the condition for the programmes of a campaign that one may set up."""
    return and_(overview.of_campaign(campaign_id), programmes_where(current_user, Permission.SETTINGS))


def _of_a_centre() -> list[Part]:
    return [
        Part(
            "clipboard-list",
            "Motifs de refus",
            "/parametrage/motifs",
            "La liste où l’équipe choisit le motif d’un refus : ajouter, renommer, ordonner, retirer.",
        ),
        Part(
            "school",
            "Année scolaire",
            "/parametrage/annee-scolaire",
            "Le jour de la rentrée, les divisions et leurs places, les pièces demandées à l’inscription.",
        ),
        _accounts(
            "Qui travaille ici : inviter une personne, changer son rôle, fermer les comptes sans usage."
        ),
        Part(
            "shield-lock",
            "Droits",
            "/parametrage/droits",
            "Qui peut faire quoi, formation par formation : accorder ou retirer un acte à une personne.",
        ),
        _mails(
            "Ce qui part vers les candidats et l’équipe, ce qui n’est pas arrivé, et ce que dit chaque courriel."
        ),
        Part(
            "plug",
            "Connecteurs",
            "/parametrage/connecteurs",
            "Parcoursup, Apogée : où les appeler, avec quels identifiants, et l’essai sans lequel rien ne part.",
        ),
        Part(
            "school",
            "Apogée",
            "/parametrage/apogee",
            "Les étapes (VET) des formations à l’université, une par réponse, et les profils des fichiers plats.",
        ),
        Part(
            "map-pin",
            "Accueil des inscriptions",
            "/parametrage/accueil-inscriptions",
            "Les postes où passent les admis le jour venu : identité, dossier, paiement, carte ; et quand une "
            "inscription part vers la plateforme.",
        ),
        _consultations(),
        _capacities(),
        _calendar("Les dates de la session, fixées pour toute l’installation : à consulter."),
        _jobs("Ce que la machine fait seule, la nuit surtout, et ce qu’elle a fait : à consulter."),
    ]


def _of_the_installation() -> list[Part]:
    return [
        _calendar("Les dates de chaque session, dont dépendent les échéances et la saisie des contrats."),
        _jobs(
            "Ce que la machine fait seule, la nuit surtout : dernier et prochain passage, aperçu, lancement."
        ),
        _mails(
            "Le serveur de courriel, ce qui attend, ce qui n’est pas arrivé, et ce que dit chaque courriel."
        ),
        _consultations(),
        _capacities(),
        _accounts(
            "Les administrateurs de chaque établissement, ceux de l’installation, les comptes de la DRAIO."
        ),
        Part(
            "file-text",
            "Charte",
            "/parametrage/charte",
            "Le texte que chacun accepte avant toute autre page : ses versions, et combien l’ont acceptée.",
        ),
    ]


def _accounts(sentence: str) -> Part:
    return Part("users", "Comptes", "/parametrage/comptes", sentence)


def _calendar(sentence: str) -> Part:
    return Part("calendar", "Calendrier", "/parametrage/calendrier", sentence)


def _consultations() -> Part:
    return Part(
        "eye",
        "Consultations",
        "/parametrage/consultations",
        "Qui a vu les coordonnées de quels candidats, et quand : à consulter, ou à exporter.",
    )


def _mails(sentence: str) -> Part:
    failed = mail_alerts.trouble(current_user)
    what = "échecs à traiter" if failed > 1 else "échec à traiter"
    return Part("mail", "Courriels", mail_alerts.ADDRESS, sentence, f"{failed} {what}" if failed else "")


def _jobs(sentence: str) -> Part:
    return Part("player-play", "Tâches automatiques", "/parametrage/taches", sentence)


def _capacities() -> Part:
    campaign = overview.campaign_for(current_user, None, clock.today())
    mine = _settable(campaign.id) & overview.without_capacity() if campaign else None
    unset = overview.count(mine) if mine is not None else 0
    what = "formations sans capacité" if unset > 1 else "formation sans capacité"
    return Part(
        "users",
        "Capacités",
        "/parametrage/capacites",
        "Le nombre de places de chaque formation : sans lui, aucun contrat n’y est saisi.",
        f"{unset} {what}" if unset else "",
    )


def _line(row: Any) -> dict[str, Any]:
    return {
        "code": row.code,
        "title": row.title,
        "centre": row.centre_name,
        "town": row.town,
        "capacity": row.capacity if capacity.is_set(row.capacity) else None,
        "taken": row.seats_taken,
        "closed": row.closed_at is not None,
    }
