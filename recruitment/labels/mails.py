"""Why a mail did not arrive, in words, from the codes that mail servers answer (RFC 3463)."""

import re

FAILURES = {
    "no_recipient": "Compte fermé ou dossier effacé : il n’y a plus personne à qui écrire.",
    "no_address": "Aucune adresse mail n’est connue pour cette personne.",
    "bad_address": "L’adresse mail de cette personne n’est pas valable.",
    "refused": "Refusé par le serveur de courriel",
    "given_up": "Abandonné après trois jours d’essais",
    "not_needed": "Devenu sans objet avant de partir.",
    "dropped": "Écarté par un administrateur.",
}
#: What can be done about it.
REMEDIES = {
    "no_address": "Faites compléter l’adresse, puis renvoyez, ou prévenez la personne autrement.",
    "bad_address": "Faites corriger l’adresse, puis renvoyez.",
}
REMEDY = "Vérifiez l’adresse avec la personne, puis renvoyez, ou prévenez-la autrement."
_STATUSES = {
    "5.1.1": "cette adresse n’existe pas",
    "5.1.2": "le domaine de cette adresse n’existe pas",
    "5.1.10": "le domaine de cette adresse ne reçoit pas de courriel",
    "5.2.1": "cette boîte est fermée",
    "5.2.2": "cette boîte est pleine",
    "5.2.3": "le message est trop gros pour cette boîte",
    "5.4.1": "le serveur du destinataire ne répond pas",
    "5.4.4": "le domaine de cette adresse est introuvable",
    "5.4.7": "le serveur du destinataire n’a pas répondu à temps",
    "5.7.1": "le serveur du destinataire n’accepte pas nos messages",
}
_STATUS = re.compile(r"\b[45]\.\d{1,3}\.\d{1,3}\b")
_ADDRESS = re.compile(r"\b550\b.*(unknown|no such|does not exist|inconnu)", re.IGNORECASE)


def failure_sentence(failure: str | None, words: str | None) -> str:
    """Return why a mail failed: « Refusé par le serveur de courriel : cette adresse n’existe pas. »."""
    said = FAILURES.get(failure or "", "Non distribué")
    if said.endswith("."):
        return said
    meaning = meaning_of(words)
    return f"{said} : {meaning}." if meaning else f"{said}."


def bounce_sentence(words: str | None) -> str:
    """Return why a mail came back."""
    meaning = meaning_of(words)
    return f"Revenu sans avoir été remis : {meaning}." if meaning else "Revenu sans avoir été remis."


def remedy(failure: str | None) -> str:
    """Return what can be done."""
    return REMEDIES.get(failure or "", REMEDY)


def meaning_of(words: str | None) -> str:
    """Return what a server's code means; nothing when it is not one of the usual ones."""
    found = _STATUS.search(words or "")
    if found and (meaning := _STATUSES.get("5" + found.group(0)[1:])):
        return meaning
    return _STATUSES["5.1.1"] if _ADDRESS.search(words or "") else ""
