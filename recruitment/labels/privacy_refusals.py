"""Refusals of acts upon personal data: the fact, then the rule, then what to do."""

REFUSALS = {
    "hold_standing": (
        "L’effacement de ce dossier est déjà suspendu. Une suspension suffit. Levez-la pour en changer le motif."
    ),
    "hold_missing": "L’effacement de ce dossier n’est pas suspendu : il n’y a rien à lever. Relisez le dossier.",
    "person_erased": (
        "Les données de cette personne sont effacées. Personne ne peut les retrouver ni les changer. Le dossier "
        "garde les décisions, sans dire de qui."
    ),
    "known_elsewhere": (
        "Ce candidat est connu aussi d’un autre établissement : ce qui est renseigné vaut pour tous deux. "
        "Vous pouvez compléter ce qui est vide ; pour corriger le reste, adressez-vous à l’administrateur de "
        "l’installation."
    ),
    "nothing_to_correct": "Rien n’a changé dans le formulaire : il n’y a rien à enregistrer. Corrigez, ou revenez.",
}
