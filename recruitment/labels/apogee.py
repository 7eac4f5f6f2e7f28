"""The words of what goes to Apogée and comes back (R7.1 to R7.5)."""

#: The decision on a wish, and how it is shown.
CODES = {"F": "F · favorable", "S": "S · oui si", "D": "D · défavorable"}
CODE_TONES = {"F": "ok", "S": "info", "D": "bloque"}
ANSWERS = {"yes": "Oui", "yes_if_3": "Oui si, en 3 ans", "yes_if_4": "Oui si, en 4 ans"}
BAC = {
    "unknown": "Non connu",
    "passed": "Reçu",
    "second_round": "Second groupe (rattrapage)",
    "failed": "Refusé",
}
WHY = {
    "admitted": "Admis",
    "conditional": "Admis « oui si »",
    "before_results": "Échec saisi ; défavorable le lendemain des résultats",
    "no_results_day": "Échec saisi ; le jour des résultats n’est pas renseigné",
    "second_round": "Passe le second groupe",
    "failed": "A échoué au baccalauréat",
    "cancelled": "Candidature annulée",
    "replaced": "Remplacée par une autre VET",
}
STATUSES = {
    "queued": ("À envoyer", "attention", "hourglass"),
    "sending": ("Envoi en cours", "info", "refresh"),
    "sent": ("Envoyée", "ok", "circle-check"),
    "failed": ("Refusée", "bloque", "ban"),
    "blocked": ("À corriger ici", "bloque", "alert-triangle"),
}
PROBLEMS = {
    "number_too_long": "Le numéro de candidat a plus de 10 caractères : Apogée ne peut pas le tenir, et le couper "
    "désignerait quelqu’un d’autre. Saisissez cette personne dans Apogée à la main.",
    "name_unreadable": "Le nom ou le prénom n’a aucune lettre latine : Apogée ne l’écrit pas. Corrigez-le dans la "
    "liste des admis, ou saisissez la personne dans Apogée à la main.",
    "no_vet": "Aucune VET n’est réglée pour cette réponse. Complétez les réglages d’Apogée pour la formation.",
    "person_gone": "L’import qui avait apporté cette personne a été annulé, alors qu’Apogée la connaît : rendez son "
    "vœu défavorable dans Apogée à la main.",
}
ALERT = (
    "Apogée a reçu un vœu défavorable, mais l’inscription administrative est valide : cela n’y change rien. Annulez "
    "l’inscription à la main dans Apogée."
)
#: What Apogée's own names of fields stand for.
FIELDS = {
    "codOpiIntEpo": "Code OPI",
    "codEtbAntIaa": "Dernier établissement fréquenté",
    "codDepPayNai": "Lieu de naissance, code",
    "codPayNat": "Nationalité, code",
    "codTypDepPayNai": "Lieu de naissance : département (D) ou pays (P)",
    "dateNaiIndOpi": "Date de naissance",
    "libVilNaiEtuOpi": "Ville de naissance",
    "temDateNaiRelOpi": "Date de naissance relative",
    "adrMailOpi": "Adresse mail",
    "numTelPorOpi": "Téléphone portable",
    "codNneIndOpi": "INE et clé",
    "codSexEtuOpi": "Sexe",
    "libNomPatIndOpi": "Nom",
    "libNomUsuIndOpi": "Nom d’usage",
    "libPr1IndOpi": "Prénom",
    "libPr2IndOpi": "2e prénom",
    "libPr3IndOpi": "3e prénom",
    "lib1": "Adresse",
    "lib2": "Adresse (2)",
    "lib3": "Adresse (3)",
    "codBdi": "Code postal",
    "codCom": "Commune, code",
    "codPay": "Pays, code",
    "libAde": "Adresse étrangère",
    "numTel": "Téléphone",
}
IA_STATES = {1: "Principale", 2: "Seconde", 3: "Annulée", 4: "Parallèle", 5: "Parallèle (CPGE)"}
