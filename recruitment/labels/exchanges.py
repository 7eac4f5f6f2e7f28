"""The words of exchanges with other systems: sources, states, errors, counts (R6.4)."""

from collections.abc import Callable, Mapping
from typing import Any

#: What went wrong with a neighbour; each ends a sentence such as « Réception des candidats impossible : … ».
OUTGOING = {
    "url_invalid": "l’adresse du service n’est pas une adresse que l’on peut appeler",
    "host_not_allowed": "l’adresse {detail} n’est pas de celles que l’installation permet d’appeler",
    "address_not_allowed": "{detail} conduit à une adresse privée, que l’installation ne permet pas d’appeler",
    "not_https": "{detail} doit être appelé en https : en clair, le mot de passe se lirait en route",
    "name_unknown": "le nom {detail} est introuvable",
    "unreachable": "le service ne répond pas à cette adresse",
    "connect_timed_out": "Connect timed out",
    "timed_out": "Read timed out",
    "tls": "le certificat du service n’est pas reconnu",
    "broken": "la liaison s’est interrompue",
    "cut_short": "la réponse s’arrête avant sa fin",
    "too_large": "la réponse dépasse la taille admise",
    "encoded": "la réponse est compressée, ce qui n’a pas été demandé",
    "redirected": "le service renvoie vers une autre adresse, que l’on ne suit pas",
    "unauthorized": "identifiant ou mot de passe refusé par le service (réponse {detail})",
    "refused": "le service a refusé la demande (réponse {detail})",
    "server_error": "le service est en erreur (réponse {detail})",
    "not_json": "la réponse n’est pas du JSON lisible",
    "not_xml": "la réponse n’est pas du XML",
    "busy": "d’autres échanges attendent déjà leur réponse",
}
#: What to do about it.
REMEDIES = {
    **dict.fromkeys(
        ("url_invalid", "not_https", "name_unknown"), "Vérifiez l’adresse dans les réglages du connecteur."
    ),
    **dict.fromkeys(
        ("host_not_allowed", "address_not_allowed"),
        "Demandez à l’exploitant d’ajouter cette adresse à TREMPLIN_CONNECTOR_HOSTS.",
    ),
    "tls": "Demandez à l’exploitant de vérifier le certificat du service, ou TREMPLIN_CONNECTOR_CA.",
    "busy": "Rien n’a été envoyé. Recommencez dans une minute.",
    "unauthorized": "Vérifiez l’identifiant et le mot de passe dans les réglages du connecteur.",
}
LATER = "Vérifiez l’année scolaire choisie, puis recommencez plus tard. Si cela persiste, prévenez le service appelé."


def outgoing_sentence(kind: str, detail: str = "") -> str:
    """Return what went wrong with a neighbour, to end a sentence with."""
    return OUTGOING[kind].format(detail=detail)


def outgoing_remedy(kind: str) -> str:
    """Return what to do about it, a sentence."""
    return REMEDIES.get(kind, LATER)


CONNECTORS = {"platform": "Parcoursup", "apogee": "Apogée"}
CONNECTOR_USES = {
    "platform": "Recevoir les candidats admis, et informer la plateforme des inscriptions.",
    "apogee": "Transmettre les OPI des candidats admis à la scolarité de l’université.",
}


def connector_state(connector: Any) -> tuple[str, str, str]:
    """Return where a connector stands: a word, its tone, its icon."""
    if connector is None:
        return "Non réglé", "neutre", "circle-dashed"
    if not connector.is_tested:
        return "À essayer", "attention", "alert-triangle"
    return ("Prêt", "ok", "circle-check") if connector.enabled else ("Suspendu", "neutre", "player-stop")


SOURCES = {
    "platform_file": "Parcoursup - Fichier des admis",
    "platform_pull": "Parcoursup - CandidatsAdmis",
    "platform_push": "Parcoursup - Réponses reçues",
    "own_offers": "Nos acceptations",
    "uplink": "Parcoursup - Inscriptions administratives",
    "opi_soap": "Apogée - OPI par service web",
    "opi_files": "Apogée - OPI par fichiers",
    "paid_enrolments": "Apogée - Inscriptions payées",
    "ine_request": "Demande d’immatriculation",
    "ine_answer": "Réponse d’immatriculation",
    "pegase": "Pégase",
    "dashboard": "Tableau de bord de l’apprentissage",
    "sifa": "SIFA",
}
_POOL = ("/admis/import/{id}", "Ouvrir la réception")
#: Where one acts upon an exchange of each source, for who enrols: an address, its words.
LINKS = {
    **dict.fromkeys(("platform_file", "platform_pull", "own_offers"), _POOL),
    "uplink": ("/echanges/remontees", "Voir les remontées"),
    **dict.fromkeys(("opi_soap", "opi_files", "paid_enrolments"), ("/echanges/apogee", "Voir Apogée")),
    **dict.fromkeys(("ine_request", "ine_answer"), ("/apprenants/immatriculation", "Voir l’immatriculation")),
    **dict.fromkeys(("pegase", "dashboard", "sifa"), ("/echanges/exports", "Voir les exports")),
}
DIRECTIONS = {"in": "Reçu", "out": "Envoyé"}
#: The state of an exchange: its words, its tone, its icon.
STATES = {
    "checking": ("Lecture en cours", "info", "progress"),
    "previewed": ("À confirmer", "attention", "hourglass"),
    "queued": ("En attente", "info", "progress"),
    "applying": ("En cours", "info", "progress"),
    "done": ("Succès", "ok", "circle-check"),
    "failed": ("Échec", "bloque", "circle-x"),
    "cancelled": ("Annulé", "neutre", "ban"),
    "undone": ("Annulé après coup", "neutre", "arrow-back-up"),
}
#: The states that a list is filtered by (R6.4: succès, échec, annulé), and those that each takes in.
ENDS = {
    "succes": ("done",),
    "echec": ("failed",),
    "annule": ("cancelled", "undone"),
    "en-cours": ("checking", "previewed", "queued", "applying"),
}
END_WORDS = {"succes": "Succès", "echec": "Échec", "annule": "Annulé", "en-cours": "En cours"}
#: What an exchange did to a person: its word, its tone, its icon.
ACTIONS = {
    "new": ("Nouveau", "ok", "circle-plus"),
    "changed": ("Modifié", "info", "edit"),
    "unchanged": ("Inchangé", "neutre", "circle-dashed"),
    "gone": ("Sortant", "attention", "circle-minus"),
    "left_out": ("Non repris", "neutre", "filter-off"),
    "refused": ("Refusé", "bloque", "alert-triangle"),
    "sent": ("Transmis", "ok", "circle-check"),
    "failed": ("Non transmis", "bloque", "circle-x"),
}
#: What the platform is told of an enrolment, and what became of the telling.
UPLINK_STATES = {
    1: "1, inscription principale",
    2: "2, double inscription",
    3: "3, inscription annulée",
    4: "4, inscription parallèle",
    5: "5, inscription parallèle",
}
UPLINK_STATUSES = {
    "queued": "en attente",
    "sending": "en cours d’envoi",
    "sent": "transmise",
    "failed": "refusée ou abandonnée",
    "withdrawn": "retirée avant l’envoi",
}
#: What exchanges count, in the order in which it is told: one, several.
COUNTED = {
    "candidates": ("candidat", "candidats"),
    "guardians": ("responsable", "responsables"),
    "learners": ("apprenant", "apprenants"),
    "new": ("nouveau", "nouveaux"),
    "changed": ("modifié", "modifiés"),
    "unchanged": ("inchangé", "inchangés"),
    "gone": ("sortant", "sortants"),
    "left_out": ("non repris", "non repris"),
    "sent": ("transmis", "transmis"),
    "refused": ("refusé", "refusés"),
    "failed": ("non transmis", "non transmis"),
    "rows": ("ligne", "lignes"),
    "errors": ("erreur", "erreurs"),
}


def school_year(year: int) -> str:
    """Return a school year as it is written: « 2025/2026 »."""
    return f"{year}/{year + 1}"


def counts_sentence(counts: Mapping[str, int]) -> str:
    """Return what an exchange counted: « 20 candidats, 34 responsables »; nothing that is nought is told."""
    told = [
        f"{counts[name]} {several if counts[name] > 1 else one}"
        for name, (one, several) in COUNTED.items()
        if counts.get(name)
    ]
    return ", ".join(told) or "rien"


def _not_ready(facts: Mapping[str, Any]) -> str:
    name = CONNECTORS[facts.get("kind", "platform")]
    return (
        f"Le connecteur {name} n’est pas prêt. Rien ne part, et rien n’est demandé, avant qu’il ait été essayé avec "
        "succès et activé. Ouvrez Paramétrage, Connecteurs, puis « Tester le connecteur »."
    )


def _another_host(facts: Mapping[str, Any]) -> str:
    hosts = ", ".join(facts.get("hosts", ()))
    return (
        f"Le service est maintenant à une autre adresse ({hosts}). Le mot de passe enregistré a été donné pour "
        "l’ancienne : il ne part pas ailleurs de lui-même. Saisissez-le de nouveau, puis enregistrez."
    )


REFUSALS: dict[str, str | Callable[[Mapping[str, Any]], str]] = {
    "connector_not_ready": _not_ready,
    "connector_not_tested": (
        "Ce connecteur n’a pas encore été essayé avec succès sous ces réglages. Rien ne part avant. Utilisez « Tester "
        "le connecteur », puis activez-le."
    ),
    "connector_missing": (
        "Ce connecteur n’est pas encore réglé. Il n’y a rien à essayer. Enregistrez d’abord ses réglages."
    ),
    "secret_of_another_host": _another_host,
}
