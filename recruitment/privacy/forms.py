"""What is typed to correct a candidate, and to keep a file from being erased."""

from datetime import date

from wtforms import HiddenField, RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, ValidationError

from recruitment.labels.holds import HOLDS
from recruitment.transfers import cells, moments
from recruitment.transfers.wording import REMARKS
from recruitment.web.forms import STALE_FORM, IrreversibleForm, TrimmedField

#: Each field is read as an import reads its column: one spelling, the same refusals.
READERS = {
    "last_name": cells.name,
    "first_name": cells.name,
    "birth_date": moments.birth_date,
    "email": cells.email,
    "mobile": cells.phone,
    "phone": cells.phone,
    "address": cells.text_up_to(300),
    "postal_code": cells.postal_code,
    "town": cells.text_up_to(120),
}
NEEDED = ("last_name", "first_name")
CONTACTS = ("email", "mobile", "phone", "address", "postal_code", "town")


class _Read(TrimmedField):
    """A field that keeps what its reader makes of it; empty is nothing."""

    def read(self, today: date) -> str | None:
        """Return the value that is stored, or raise ValidationError."""
        if not self.data:
            return None
        try:
            value = READERS[self.name](self.data)
        except cells.CellRefused as refusal:
            raise ValidationError(REMARKS[refusal.code]) from None
        if self.name == "birth_date" and value is not None and value > today.isoformat():
            raise ValidationError(REMARKS["birth_date"])
        return value


class IdentityForm(IrreversibleForm):
    """The identity of a candidate, and their contact details when one may see them."""

    last_name = _Read("Nom", [InputRequired("Écrivez le nom.")])
    first_name = _Read("Prénom", [InputRequired("Écrivez le prénom.")])
    birth_date = _Read("Date de naissance")
    email = _Read("Adresse mail")
    mobile = _Read("Téléphone portable")
    phone = _Read("Téléphone fixe")
    address = _Read("Adresse postale")
    postal_code = _Read("Code postal")
    town = _Read("Commune")
    shown = HiddenField(validators=[InputRequired(STALE_FORM)])

    def keep_to_identity(self) -> None:
        """Leave out the contact details, for whoever may not see them."""
        for name in CONTACTS:
            del self[name]

    def values(self, today: date) -> dict[str, str | None]:
        """Return what is to be stored, or note under each field why it cannot be."""
        found: dict[str, str | None] = {}
        for name in READERS:
            if name not in self:
                continue
            try:
                found[name] = self[name].read(today)
            except ValidationError as refused:
                self[name].errors = [str(refused)]
            if name in NEEDED and not self[name].errors and not found[name]:
                self[name].errors = ["Cette case est nécessaire."]
        return found


class HoldForm(IrreversibleForm):
    """Why a file must be kept."""

    reason = RadioField(
        "Motif",
        choices=[SelectChoice(code, words) for code, words in HOLDS.items()],
        validators=[InputRequired("Choisissez un motif.")],
    )


class LiftForm(IrreversibleForm):
    """Let retention take its course again."""
