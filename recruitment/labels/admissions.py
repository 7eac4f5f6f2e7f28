"""The words of the pool of admitted candidates: who came in, who went, why somebody is not taken (R6.4 to R6.7)."""

from collections.abc import Sequence

from recruitment.rules.admissions import ORIGIN_OF

__all__ = ["ORIGIN_OF", "outcome_message", "reception"]

ORIGINS = {
    "own": "Nos acceptations",
    "file": "Parcoursup, fichier",
    "pull": "Parcoursup, service web",
    "push": "Parcoursup, envoi",
}
ANSWERS = {"yes": "Oui", "yes_if_3": "Oui si, en 3 ans", "yes_if_4": "Oui si, en 4 ans"}
BAC_RESULTS = {
    "unknown": "Non communiqué",
    "passed": "Obtenu",
    "second_round": "Second groupe",
    "failed": "Non obtenu",
}
LEFT = {"bac": "Sans le baccalauréat", "cancelled": "Absent de la liste"}
SITUATIONS = {
    0: "En attente",
    1: "Accepté définitivement",
    2: "Accepté, autres vœux maintenus",
    3: "Refusé ou démissionnaire",
}
LINE_ACTIONS = {
    "new": "Nouveau",
    "changed": "Modifié",
    "unchanged": "Inchangé",
    "gone": "Sorti de la liste",
    "left_out": "Non repris",
    "refused": "Ligne refusée",
}
LEFT_OUT = {
    "waiting": "« Oui en attente » : la place n’est pas encore acceptée.",
    "resigned": "Refus ou démission : cette personne n’est pas admise.",
    "refused_by_us": "Avis défavorable : cette personne n’est pas admise.",
    "bac_failed": "Sans le baccalauréat.",
    "bac_second_round": "Baccalauréat au second groupe, pas encore obtenu.",
    "repeated": "Ce numéro est déjà plus haut dans la liste : la première ligne compte.",
    "erased": "Les données de cette personne ont été effacées après sa session : rien n’est repris.",
}
ABSENT = "N’est plus dans la liste."
HELD = " Un contrat ou une inscription tient ici : rien n’en est retiré, à traiter à la main."
BACK = "De retour dans la liste"
POOL_SITUATIONS = {
    "": "Dans la liste",
    "sans-inscription": "Inscription à traiter",
    "sans-ine": "Sans INE",
    "sortis": "Sortis de la liste",
    "a-traiter": "Sortis, à traiter",
    "tous": "Tous",
}
FIELDS = {
    "situation": "situation", "answer": "réponse", "conditional_category": "catégorie du « oui si »",
    "conditional_reason": "motif du « oui si »", "answered_at": "date de réponse", "last_name": "nom",
    "usual_name": "nom d’usage", "first_name": "prénom", "first_name_2": "2e prénom", "first_name_3": "3e prénom",
    "sex": "sexe", "birth_date": "date de naissance", "birth_town": "ville de naissance",
    "birth_town_code": "code de la commune de naissance",
    "birth_department": "département de naissance", "birth_country": "pays de naissance",
    "nationality": "nationalité", "ine": "INE", "email": "adresse électronique", "phone": "téléphone fixe",
    "mobile": "téléphone mobile", "address_1": "adresse 1", "address_2": "adresse 2", "address_3": "adresse 3",
    "postal_code": "code postal", "town": "commune", "town_code": "code de la commune", "country": "pays",
    "origin_uai": "UAI d’origine", "origin_school": "établissement d’origine", "bac_series": "série du diplôme",
    "bac_honours": "mention du diplôme", "bac_year": "année du diplôme", "bac_result": "résultat du baccalauréat",
    "gap_year": "année de césure", "boarding": "internat", "guardian_1": "responsable 1",
    "guardian_2": "responsable 2", "origin": "origine", "application_id": "rattachement à la candidature",
}  # fmt: skip


def reception(candidates: int, guardians: int) -> str:
    """Say how many were received: « 20 candidats avec succès, et de leur 34 responsables »."""
    who = f"{candidates} candidat{'s' if candidates > 1 else ''}"
    if not guardians:
        return f"Réception effectuée de {who} avec succès, sans responsable"
    if candidates > 1:
        theirs = "leur responsable" if guardians == 1 else f"leur {guardians} responsables"
    else:
        theirs = "son responsable" if guardians == 1 else f"ses {guardians} responsables"
    return f"Réception effectuée de {who} avec succès, et de {theirs}"


def outcome_message(
    action: str, reason: str | None, fields: Sequence[str], *, back: bool = False, held: bool = False
) -> str | None:
    """Say what happened to one person of a list; nothing when there is nothing to add."""
    if action == "left_out":
        return LEFT_OUT[reason or "resigned"]
    if action == "gone":
        return LEFT_OUT.get(reason or "", ABSENT) + (HELD if held else "")
    if action != "changed":
        return None
    names = ", ".join(FIELDS[name] for name in FIELDS if name in fields)
    if back:
        return f"{BACK}. Changé : {names}." if names else f"{BACK}."
    return f"Changé : {names}."
