"""Why a pre-registration or an act of the day on site is refused (R6.8)."""

REFUSALS = {
    "not_in_pool": (
        "Cette personne n’est plus dans la liste des admis de la formation. Seuls les admis se préinscrivent et "
        "passent aux postes. Vérifiez la liste des admis, puis sa situation sur la plateforme."
    ),
    "pre_registration_closed": (
        "L’inscription est déjà validée. La préinscription ne se modifie plus après la validation. Corrigez la fiche "
        "de l’apprenant."
    ),
    "pre_registration_incomplete": (
        "La préinscription n’est pas complète. Toutes ses étapes sont demandées avant l’envoi. Reprenez celles qui "
        "sont marquées « à remplir »."
    ),
    "pre_registration_settled": (
        "Cette proposition a changé depuis que vous l’avez ouverte. Une proposition se traite une fois par envoi. "
        "Relisez-la avant de continuer."
    ),
    "no_learner_yet": (
        "Cette personne n’a pas encore de fiche d’apprenant. Les renseignements se reprennent dans une fiche. Traitez "
        "d’abord son inscription importée."
    ),
    "registration_final": (
        "L’inscription de cette personne est validée. Ce qui a été validé ne change plus depuis une préinscription. "
        "Corrigez la fiche de l’apprenant."
    ),
    "birth_date_unknown": (
        "La date de naissance de cette personne n’est pas connue. Elle est demandée pour ouvrir le lien : il "
        "n’ouvrirait rien. Complétez-la dans le fichier des admis, puis recommencez."
    ),
    "too_many_invitations": (
        "Le lien de préinscription a déjà été envoyé cinq fois à cette personne en 24 heures. Davantage passerait pour "
        "du harcèlement. Attendez demain, et vérifiez son adresse avec elle."
    ),
    "stations_closed": (
        "L’accueil sur place n’est pas ouvert dans cet établissement. Les postes s’ouvrent dans le paramétrage. "
        "Adressez-vous à l’administrateur."
    ),
    "not_arrived": (
        "Cette personne n’est pas dans la file d’aujourd’hui. On passe aux postes après son arrivée. Enregistrez son "
        "arrivée, puis recommencez."
    ),
    "not_at_this_station": (
        "Cette personne n’attend pas à ce poste. On va d’un poste au suivant, dans l’ordre. Regardez sur sa page où "
        "elle en est."
    ),
    "station_retired": (
        "Ce poste est retiré. Seuls les postes ouverts font passer. Rechargez l’accueil pour voir les postes ouverts."
    ),
    "payment_needed": (
        "Ce poste reçoit le paiement. On n’y passe qu’avec un paiement enregistré. Ouvrez le paiement de la personne."
    ),
    "already_paid": (
        "Un paiement de cette personne est déjà enregistré : celui-ci ne l’a pas été. On paie une fois. Regardez son "
        "reçu sur sa page ; s’il est faux, annulez-le d’abord."
    ),
    "passage_undone": (
        "Ce passage est déjà annulé. Un passage s’annule une fois. Regardez l’historique de la personne."
    ),
    "payment_sent": (
        "L’inscription de cette personne est déjà partie vers la plateforme. Un paiement transmis ne s’annule plus "
        "ici. Annulez d’abord l’inscription validée, avec un motif."
    ),
    "payment_station_taken": (
        "Un poste de paiement est déjà ouvert. Un établissement en a un seul. Renommez-le, ou retirez-le avant d’en "
        "ouvrir un autre."
    ),
    "no_payment_station": (
        "Aucun poste de paiement n’est ouvert. La remontée de fin de journée attend le paiement : rien ne partirait. "
        "Ouvrez un poste de paiement, ou choisissez la remontée dès la validation."
    ),
}

#: The same refusals in words for the admitted person, on their own pages.
TO_ADMITTED = {
    "pre_registration_closed": (
        "Rien n’a été enregistré : votre inscription est déjà validée par l’établissement. Pour toute correction, "
        "adressez-vous à lui."
    ),
    "not_in_pool": (
        "Rien n’a été enregistré : vous n’êtes plus dans la liste des admis de cette formation. Adressez-vous à "
        "l’établissement."
    ),
    "pre_registration_incomplete": (
        "Votre préinscription n’est pas partie : il reste des étapes à remplir. Complétez celles qui sont marquées "
        "« à remplir », puis envoyez."
    ),
    "key_reused": (
        "Ce formulaire a déjà servi à un autre envoi. Regardez où en est votre préinscription avant de recommencer."
    ),
}
