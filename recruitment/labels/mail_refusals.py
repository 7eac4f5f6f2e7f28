"""Refusals of acts upon mails: the fact, then the rule, then what to do."""

REFUSALS = {
    "mail_settled": (
        "Ce courriel a déjà été renvoyé ou classé. Un échec se traite une fois. Relisez la liste : elle est à jour."
    ),
    "mail_not_configured": (
        "Aucun serveur de courriel n’est configuré. Rien ne peut partir, les courriels attendent. Demandez à "
        "l’exploitant de le régler."
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
