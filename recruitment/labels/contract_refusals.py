"""Why a contract is not entered, cancelled or broken (R4.3, R4.8)."""

from collections.abc import Callable, Mapping
from typing import Any

from recruitment.labels.calendar import date_names
from recruitment.labels.dates import NBSP, day_long, day_short, hour, instant
from recruitment.labels.durations import after_wait
from recruitment.labels.request_refusals import seats_figures
from recruitment.labels.siret import siret_sentence
from recruitment.labels.words import CONTRACT_STATUSES
from recruitment.rules.calendar import ContractWindow
from recruitment.rules.lockout import NIGHTLY, Lockout
from recruitment.rules.siret import LENGTH, SiretDiagnosis
from recruitment.rules.vocabulary import ContractStatus

Facts = Mapping[str, Any]

_CLOSED = "Saisie des contrats fermée"
_READ_ONLY = "Vous pouvez consulter et exporter."


def _already_contracted(facts: Facts) -> str:
    if not facts.get("candidate"):
        return (
            "Ce candidat a déjà un contrat ici. Tant que ce contrat est actif, ni un second contrat ni une "
            "décision n’est possible. Ouvrez son dossier."
        )
    return (
        f"{facts['candidate']} a déjà un contrat ici ({facts['employer_name']}, saisi par {facts['agent']} "
        f"le {instant(facts['at'])}). Un second contrat n’est pas possible. Ouvrez son dossier."
    )


def _programme_closed(facts: Facts) -> str:
    since = f" depuis le {day_long(facts['closed_at'])}" if facts.get("closed_at") else ""
    return (
        f"Recrutement clos{since}. Aucun contrat ne peut plus être saisi pour cette formation. Écrivez à la "
        "DRAIO pour un cas particulier."
    )


def _capacity_reached(facts: Facts) -> str:
    figures = seats_figures(facts)
    rule = (
        "Aucun contrat ne peut plus être saisi. Clôturez le recrutement pour que les candidats en soient "
        "informés, ou demandez des places à la DRAIO."
    )
    if not facts.get("candidate"):
        return f"Capacité atteinte{f' : {figures}' if figures else ''}. {rule}"
    return (
        f"Contrat non enregistré : la dernière place vient d’être prise par {facts['candidate']} "
        f"({facts['agent']}, {instant(facts['at'])}). {f'{figures}. ' if figures else ''}{rule}"
    )


def _outside_contract_window(facts: Facts) -> str:
    if names := date_names(facts.get("missing")):
        return (
            f"{_CLOSED} : il manque des dates au calendrier de la session ({names}). L’administrateur les "
            f"renseigne dans le paramétrage. {_READ_ONLY}"
        )
    window = facts.get("window")
    if not isinstance(window, ContractWindow):
        return f"{_CLOSED}. Elle n’est ouverte que pendant la période fixée par la session. {_READ_ONLY}"
    first, last = window.first_day, window.last_day
    start = day_short(first) if first.year == last.year else day_long(first)
    return f"{_CLOSED}. Elle est ouverte du {start} au {day_long(last)}. {_READ_ONLY}"


def lock_hours(lockout: Lockout) -> str:
    """Return « de 0 h à 1 h (heure de Paris) »."""
    zone = "heure de Paris" if lockout.timezone == "Europe/Paris" else f"fuseau {lockout.timezone}"
    start, end = (
        f"{clock.hour}{NBSP}h{f'{NBSP}{clock.minute:02}' if clock.minute else ''}"
        for clock in (lockout.from_, lockout.until)
    )
    return f"de {start} à {end} ({zone})"


def _locked_out(facts: Facts) -> str:
    lockout = facts.get("lockout")
    hours = lock_hours(lockout if isinstance(lockout, Lockout) else NIGHTLY)
    back = f"à {hour(facts['opens_at'])}" if facts.get("opens_at") else "après la suspension"
    return (
        f"Contrat non enregistré : saisie suspendue {hours}. Votre saisie est gardée en brouillon. "
        f"Revenez {back} : il ne restera qu’à confirmer."
    )


def _siret_invalid(facts: Facts) -> str:
    found = facts.get("diagnosis")
    if not isinstance(found, SiretDiagnosis):
        return "Numéro SIRET incorrect. Relisez-le sur le contrat."
    sentence = siret_sentence(found)
    return sentence if sentence.endswith(".") else f"{sentence}. Un SIRET a {LENGTH} chiffres : relisez-le."


def _status(facts: Facts) -> str:
    return f" ({CONTRACT_STATUSES[ContractStatus(facts['status'])]})" if facts.get("status") else ""


def _contract_not_pending(facts: Facts) -> str:
    return (
        f"Cette proposition n’attend plus de réponse{_status(facts)}. Seule une proposition en attente peut "
        "recevoir une réponse ou voir son contrat annulé. Relisez le dossier."
    )


def _contract_not_accepted(facts: Facts) -> str:
    return (
        f"Cette proposition n’est pas acceptée{_status(facts)}. Une rupture ne s’enregistre qu’après une "
        "acceptation. Relisez le dossier."
    )


def _break_date_invalid(facts: Facts) -> str:
    bounds = (
        f" entre le {day_long(facts['first'])} et le {day_long(facts['last'])}" if "last" in facts else ""
    )
    return (
        "Date de rupture incorrecte. Une rupture a lieu après la saisie du contrat, et pas dans l’avenir. "
        f"Indiquez un jour{bounds or ' déjà passé'}."
    )


def _candidate_unknown(facts: Facts) -> str:
    number = f" pour le n° {facts['candidate_number']}" if facts.get("candidate_number") else ""
    return (
        f"Aucun dossier{number}. Vérifiez le numéro avec le candidat : il figure en haut de son dossier "
        "Parcoursup."
    )


def _too_many_numbers(facts: Facts) -> str:
    return (
        "Trop de recherches par numéro en une heure. Elles sont limitées pour que personne n’essaie les numéros l’un "
        f"après l’autre. Recommencez {after_wait(facts)} ; un candidat de vos listes s’ouvre sans attendre."
    )


REFUSALS: dict[str, str | Callable[[Facts], str]] = {
    "already_contracted": _already_contracted,
    "accepted_elsewhere": (
        "Ce candidat a accepté définitivement une autre proposition. Il a ainsi renoncé à ses autres vœux : "
        "aucun contrat ne peut être saisi. Vérifiez avec lui."
    ),
    "programme_closed": _programme_closed,
    "capacity_not_set": (
        "Capacité non renseignée. Renseignez-la dans le paramétrage : sans elle, aucun contrat ne peut être "
        "saisi."
    ),
    "capacity_reached": _capacity_reached,
    "outside_contract_window": _outside_contract_window,
    "locked_out": _locked_out,
    "siret_invalid": _siret_invalid,
    "employer_name_missing": (
        "Nom de l’employeur manquant. Le candidat le confirme, avec le SIRET, quand il répond. Recopiez la "
        "dénomination du contrat."
    ),
    "contract_not_pending": _contract_not_pending,
    "contract_not_accepted": _contract_not_accepted,
    "break_date_invalid": _break_date_invalid,
    "candidate_unknown": _candidate_unknown,
    "too_many_numbers": _too_many_numbers,
}
