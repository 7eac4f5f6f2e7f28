"""Refusals of acts upon mails: the fact, then the rule, then what to do."""

REFUSALS = {
    "mail_settled": (
        "Ce courriel a déjà été renvoyé ou classé. Un échec se traite une fois. Relisez la liste : elle est à jour."
    ),
    "mail_not_configured": (
        "Aucun serveur de courriel n’est configuré. Rien ne peut partir, les courriels attendent. Demandez à "
        "l’exploitant de le régler."
    ),
    "mail_waiting": (
        "Ce courriel attend déjà de partir vers cette personne. Un second ne dirait rien de plus. Attendez qu’il parte."
    ),
    "mail_not_needed": "Ce courriel n’a plus d’objet : {reason} Il ne partirait pas. Prévenez la personne autrement.",
    "too_many_resends": (
        "Trois courriels ont déjà été renvoyés à cette personne en 24 heures. Davantage passerait pour du harcèlement, "
        "ou pour un envoi en masse. Attendez demain, ou prévenez-la autrement."
    ),
    "too_many_links": (
        "Le lien personnel de ce candidat a déjà été remplacé cinq fois en 24 heures. Chaque remplacement ferme ses "
        "pages et lui envoie un mail. Attendez demain, et vérifiez son adresse avec lui."
    ),
    "links_ended": (
        "La session de ce candidat est terminée : les liens personnels n’ouvrent plus rien. Un nouveau lien ne lui "
        "servirait pas. Prévenez-le autrement."
    ),
    "mail_text_changed": (
        "Ce texte a changé depuis que vous avez ouvert la page. Deux personnes l’ont modifié en même temps, le vôtre "
        "n’est pas enregistré. Copiez-le, rechargez la page, puis recommencez."
    ),
    "too_many_mail_tests": (
        "Trop d’essais d’envoi en une heure. Le serveur de courriel pourrait nous prendre pour un envoi en masse. "
        "Attendez un peu avant le suivant."
    ),
}
