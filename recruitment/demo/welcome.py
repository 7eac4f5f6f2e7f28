"""What `make run` prints once it listens: where it is, who one may be, what to look at first."""

from recruitment.core import clock
from recruitment.demo import candidates, neighbours
from recruitment.demo.catalogue import LOGINS, MAIN_PROGRAMME, PASSWORD
from recruitment.web.filters import date_long, time_hm, weekday

NONE = "  aucun candidat n’a de page à ouvrir à cet instant"
FIRST = "claire.montagnier@example.org"


def welcome(host: str, port: int) -> str:
    """Return the lines to print."""
    now = clock.now()
    shown = sorted((login for login in LOGINS if login.shown), key=lambda login: login.email != FIRST)
    width = max(len(login.email) for login in shown)
    address = f"http://{host}:{port}"
    lines = [
        "",
        f"Tremplin, démonstration : {address}",
        f"Horloge simulée : {weekday(now)} {date_long(now)}, {time_hm(now)} (heure de Paris).",
        "Personnes et entreprises sont inventées.",
        "",
        f"Se connecter – même mot de passe pour tous : {PASSWORD}",
        *(f"  {login.email:<{width}}  {login.shown}" for login in shown),
        "",
        "Du côté d’un candidat – le lien de son mail, puis son numéro et sa date de naissance :",
        *_candidates(address),
        f"  (aussi sur {address}/demo)",
        "",
        "À regarder d’abord, avec le premier compte :",
        f"  1. {address}/ : ce qui attend aujourd’hui, et ce que la nuit fera d’elle-même.",
        f"  2. {address}/formations/{MAIN_PROGRAMME} : compteurs, liste, 16 dossiers à examiner.",
        f"  3. {address}/formations/34121 : capacité atteinte, demande de places à la DRAIO en cours.",
        "  4. Bandeau du haut, « 1er juin, 23 h 58 » puis « Balayage de cette nuit » :",
        "     les passages automatiques, et la saisie des contrats suspendue jusqu’à 1 h.",
        f"  5. {address}/region, avec le compte de la DRAIO : trois demandes d’établissements à traiter.",
        f"  6. {address}/admis, puis /apprenants, avec nadia.ferrand@example.org : de l’admis à l’inscription validée.",
        *_neighbours(address),
        "",
        "Ctrl C pour arrêter (les données restent), make demo-reset pour tout recommencer.",
    ]
    return "\n".join(lines).replace("\u00a0", " ")


def _neighbours(address: str) -> list[str]:
    """Return where the neighbours of the demonstration are, when they were started."""
    first = neighbours.port()
    if first is None:
        return []
    return [
        "",
        "D’autres logiciels, joués sur cette machine – ce qu’ils ont reçu, et des pannes à la demande :",
        f"  Parcoursup : http://127.0.0.1:{first}/   Apogée : http://127.0.0.1:{first + 1}/",
        f"  Connecteurs du CFA Val-d’Artière : {address}/parametrage/connecteurs",
    ]


def _candidates(address: str) -> list[str]:
    """Return two lines for each example."""
    lines = []
    for one in candidates.examples():
        born = one.birth_date.strftime("%d/%m/%Y")
        contract = f" (SIRET du contrat : {one.siret})" if one.siret else ""
        lines += [
            f"  {one.name}, n° {one.number}, né(e) le {born} : {one.what}{contract}",
            f"    {address}{one.path}",
        ]
    return lines or [NONE]
