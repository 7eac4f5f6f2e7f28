"""R2.8 in what is handed out on a person: the contact details that the file page masks stay masked here too."""

from collections.abc import Iterable, Mapping
from typing import Any

from recruitment.labels import MASKED
from recruitment.rules.vocabulary import ContactVisibility

Held = dict[str, Any]
IDENTITY = frozenset({"adresse mail", "téléphone fixe", "téléphone portable", "adresse", "code postal"})
GUARDIAN = frozenset({"nom", "prénom", "adresse mail", "téléphone"})
CORRECTION = frozenset({"avant", "après", "valeur des fichiers"})
MAIL = frozenset({"réponse du serveur"})  # servers quote the address
NOT_CONTACTS = frozenset({"last_name", "first_name", "birth_date"})


class Mask:
    """What the reader is shown in the place of contact details: the reason, or the details themselves."""

    def __init__(self, visibility: ContactVisibility) -> None:
        self.words = MASKED[visibility]

    def over(self, held: Mapping[str, Any], names: Iterable[str]) -> Held:
        """Return a branch whose values of these names are replaced, whether or not anything is there."""
        return {**held, **dict.fromkeys(names, self.words)} if self.words else dict(held)

    def correction(self, held: Mapping[str, Any], field: str) -> Held:
        """Return a correction: a name shows as ever, the rest as contact details do."""
        return self.over(held, () if field in NOT_CONTACTS else CORRECTION)
