"""What the error pages say: the fact, then what to do."""

PAGES: dict[int, tuple[str, str]] = {
    400: (
        "Demande incomprise",
        "L’adresse ou le formulaire contient une valeur refusée. Revenez en arrière et corrigez-la.",
    ),
    403: (
        "Action non permise",
        "Votre rôle ne permet pas cette action. Adressez-vous à l’administrateur de votre établissement.",
    ),
    404: (
        "Page introuvable",
        "Cette page n’existe pas, ou vous n’y avez pas accès. Vérifiez l’adresse, ou repartez de l’accueil.",
    ),
    405: ("Action non permise ici", "Cette adresse ne s’emploie pas de cette façon. Repartez de l’accueil."),
    410: ("Lien déjà utilisé", "Ce lien ne sert qu’une fois ou n’est plus valable. Demandez-en un autre."),
    413: (
        "Envoi trop volumineux",
        "Le fichier ou le formulaire dépasse la taille acceptée. Rien n’a été enregistré.",
    ),
    415: ("Format non accepté", "Ce type de fichier n’est pas accepté. Rien n’a été enregistré."),
    422: ("Saisie à corriger", "Un champ au moins est à corriger. Rien n’a été enregistré."),
    429: ("Trop de demandes", "Patientez avant de recommencer."),
    500: (
        "Erreur du serveur",
        "La demande n’a pas abouti. L’erreur est consignée sous la référence ci-dessous.",
    ),
    503: (
        "Service momentanément indisponible",
        "La base de données ne répond pas. Réessayez : un même envoi n’est jamais compté deux fois.",
    ),
}
UNKNOWN = ("Demande non aboutie", "La demande n’a pas abouti. Repartez de l’accueil.")
