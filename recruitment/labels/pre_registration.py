"""The words of pre-registration and of the day on site (R6.8)."""

STATED_METHODS = {
    "card": "Par carte bancaire, sur place",
    "cheque": "Par chèque",
    "cash": "En espèces",
    "transfer": "Par virement",
    "waived": "Je pense n’avoir rien à payer",
}
STATED_PAYERS = {
    "learner": "Moi",
    "guardian": "Un responsable légal",
    "employer": "Mon employeur",
    "other": "Quelqu’un d’autre",
}
METHODS = {
    "card": "Carte bancaire",
    "cheque": "Chèque",
    "cash": "Espèces",
    "transfer": "Virement",
    "waived": "Exonéré, rien à payer",
}
PAYERS = {
    "learner": "L’apprenant",
    "guardian": "Un responsable légal",
    "employer": "L’employeur",
    "other": "Quelqu’un d’autre",
}
KINDS = {
    "identity": ("Identité", "user-check"),
    "file": ("Dossier", "clipboard-list"),
    "payment": ("Paiement", "clipboard-check"),
    "card": ("Carte", "id"),
    "other": ("Autre", "circle-check"),
}
SITUATIONS = {
    "to_settle": "À traiter",
    "begun": "Commencées",
    "invited": "Invités",
    "not_invited": "Sans invitation",
    "settled": "Traitées",
}


def euros(cents: int) -> str:
    """Return « 125,50 € », the spaces not to be torn."""
    whole, rest = divmod(cents, 100)
    return f"{whole:,}".replace(",", "\u202f") + (f",{rest:02d}" if rest else "") + "\u00a0€"


def waiting(minutes: int) -> str:
    """Return « 5 min » or « 1 h 05 »."""
    if minutes < 60:
        return f"{minutes}\u00a0min"
    return f"{minutes // 60}\u00a0h\u00a0{minutes % 60:02d}"
