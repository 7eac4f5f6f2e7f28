"""Why a mail did not arrive, in words, from the codes that mail servers answer (RFC 3463)."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

OLD = timedelta(days=7)  # without an attempt: a person decides whether it leaves
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


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a mail, in one word, with its tone and icon, when, and why."""

    word: str
    tone: str
    icon: str
    at: datetime | None
    why: str = ""


def _last_try(words: str) -> str:
    """Return what a server's words mean, never the words: they may quote the address."""
    meaning = meaning_of(words)
    return (
        f"Dernier essai sans succès : {meaning}."
        if meaning
        else "Dernier essai sans succès, un autre suivra."
    )


def fate(row: Any, now: datetime) -> Fate:
    """Return what became of a row of the outbox."""
    if row.bounced_at is not None:
        return Fate("Revenu", "bloque", "mail", row.bounced_at, bounce_sentence(row.bounce))
    if row.status == "sent":
        return Fate("Parti", "ok", "send", row.sent_at)
    if row.status == "queued":
        old = row.released_at is None and row.first_tried_at is None and row.created_at < now - OLD
        why = "Trop ancien pour partir seul : l’administrateur décide." if old else ""
        why = why or (_last_try(row.last_error) if row.last_error else "")
        return Fate("En attente", "attention", "hourglass", None, why)
    if row.failure == "not_needed":
        return Fate("Plus besoin", "neutre", "ban", row.failed_at, row.last_error or FAILURES["not_needed"])
    if row.failure == "dropped":
        return Fate("Écarté", "neutre", "ban", row.failed_at, FAILURES["dropped"])
    return Fate(
        "Échec", "bloque", "alert-triangle", row.failed_at, failure_sentence(row.failure, row.last_error)
    )
