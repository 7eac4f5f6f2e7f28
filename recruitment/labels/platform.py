"""The words of what goes up to the platform, and of what it sends (R6.2, formats, section 4)."""

#: The state of an enrolment that is told, as `etatInscription` numbers it.
STATES = {
    1: "Inscription principale",
    2: "Double inscription",
    3: "Inscription annulée",
    4: "Inscription parallèle",
    5: "Inscription parallèle",
}
VIEWS = {"waiting": "En attente", "failed": "Refusées", "sent": "Transmises"}
#: What a connector needs before anything leaves by it.
NOT_SET = "Le connecteur Parcoursup n’est pas réglé. Les remontées attendent ; rien n’est perdu."
NOT_TESTED = (
    "Le connecteur Parcoursup n’a pas été essayé avec succès. Rien ne part avant « Tester le connecteur »."
)
STOPPED = "Le connecteur Parcoursup est suspendu. Les remontées attendent ; rien n’est perdu."
EMPTY = {
    "waiting": (
        "Rien n’attend",
        "Chaque inscription effectuée, validée ou annulée apparaît ici, puis part seule.",
    ),
    "failed": ("Aucun refus", "La plateforme a pris tout ce qui lui a été envoyé."),
    "sent": ("Rien de transmis", "Ce que la plateforme a pris en compte apparaîtra ici, avec sa réponse."),
}
TO_THE_SERVICE = "Transmettez ces erreurs au service appelé."
IDENTIFIED_NOT = "Identifiants refusés."
THROTTLED = "Trop d’essais : réessayez plus tard."
TOO_LARGE = "Envoi trop volumineux : un seul candidat est attendu."


def retried(number: int, passed_over: int) -> str:
    """Say how many will be tried again, and how many are overtaken by a later state of the same person."""
    if not number and not passed_over:
        return "Rien n’était à renvoyer."
    s = "s" if number > 1 else ""
    said = f"{number} remontée{s} repart{'ent' if number > 1 else ''} au prochain envoi."
    if passed_over:
        more = "s" if passed_over > 1 else ""
        said += f" {passed_over} laissée{more} de côté : un état plus récent de la même personne la remplace."
    return said
