"""Why a candidate's pages do not open, or an answer is not taken, to the candidate (R5.2 to R5.7)."""

from collections.abc import Callable, Mapping
from typing import Any

from recruitment.labels.durations import after_wait

Facts = Mapping[str, Any]


def _throttled(facts: Facts) -> str:
    again = after_wait(facts)
    return f"Trop d’essais. Les essais sont ralentis pour protéger les candidats. Recommencez {again}."


REFUSALS: dict[str, str | Callable[[Facts], str]] = {
    "candidate_unidentified": (
        "Ces renseignements n’ouvrent pas cette page. Le numéro et la date de naissance doivent être ceux de votre "
        "dossier, et le lien celui du dernier mail reçu : un lien remplacé, ou d’une session terminée, n’ouvre plus "
        "rien. Vérifiez-les, puis recommencez ; si rien n’y fait, adressez-vous au CFA."
    ),
    "candidate_throttled": _throttled,
}

#: The same refusals as the team reads them (`refusals.py`), in words for the candidate.
TO_CANDIDATES = {
    "contract_not_pending": (
        "Rien n’a été enregistré : cette proposition n’attend plus de réponse. Vous y avez déjà répondu, ou le CFA l’a "
        "annulée. Votre page dit où elle en est. Pour toute question, adressez-vous au CFA."
    ),
    "accepted_elsewhere": (
        "Rien n’a été enregistré : vous avez déjà accepté une autre proposition. Une seule place peut être acceptée. "
        "Votre page dit laquelle. Pour toute question, adressez-vous au CFA."
    ),
    "already_withdrawn": (
        "Rien n’a été enregistré : ce vœu n’était déjà plus ouvert. Un vœu ne s’abandonne qu’une fois. Votre page dit "
        "depuis quand."
    ),
    "already_decided": (
        "Rien n’a été enregistré : le CFA n’a pas retenu cette candidature. Il n’y a rien à abandonner ; vos autres "
        "vœux ne changent pas."
    ),
    "stale_version": (
        "Rien n’a été enregistré : vos vœux ont changé depuis que vous avez ouvert cette page. Les suites ne sont "
        "plus les mêmes. Relisez-les, puis confirmez."
    ),
    "key_reused": (
        "Ce formulaire a déjà servi à un autre envoi. Un même envoi n’est jamais compté deux fois. Regardez où en est "
        "votre vœu avant de recommencer."
    ),
    "acts_stopped": (
        "Rien n’a été enregistré : les réponses sont suspendues le temps d’une vérification du service. Ce que vous "
        "avez écrit est gardé sur cette page. Recommencez plus tard, ou téléphonez au CFA si votre délai finit."
    ),
    "clock_suspect": (
        "Rien n’a été enregistré : l’heure du service est en cours de vérification. Ce que vous avez écrit est gardé "
        "sur cette page. Recommencez plus tard, ou téléphonez au CFA si votre délai finit."
    ),
}
