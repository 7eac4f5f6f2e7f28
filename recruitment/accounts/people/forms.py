"""The forms about one's own account."""

from typing import Any

from wtforms import (
    BooleanField,
    HiddenField,
    PasswordField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from recruitment.accounts import addresses, passwords
from recruitment.accounts.people.mobiles import MobileRefused, clean_mobile
from recruitment.core.database import LARGEST_ID
from recruitment.web.forms import CarriedNumber, Form, IrreversibleForm, NameField, TrimmedField

LONGEST_SENT = 8 * passwords.LONGEST
LONGEST_CHARTER = 50_000


class MobileField(TrimmedField):
    """A mobile number, as people write it; kept in one form."""

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - as WTForms calls it
        """Refuse what is no number."""
        try:
            self.data = clean_mobile(self.data or "")
        except MobileRefused:
            raise ValidationError("Écrivez 10 chiffres, par exemple 06 39 98 12 34.") from None


class ForgottenForm(Form):
    """Whose password was forgotten."""

    email = TrimmedField(
        "Adresse mail nominative",
        validators=[InputRequired("Écrivez votre adresse mail."), Length(max=addresses.LONGEST)],
    )


class NewPasswordForm(Form):
    """A password chosen by the link of a mail; the mobile number where the role asks for one."""

    password = PasswordField(
        "Mot de passe", validators=[InputRequired("Choisissez un mot de passe."), Length(max=LONGEST_SENT)]
    )
    mobile = MobileField("Mobile professionnel")
    link = HiddenField()


class ChangePasswordForm(Form):
    """Another password, and the one in use."""

    current_password = PasswordField(
        "Mot de passe actuel",
        validators=[InputRequired("Écrivez votre mot de passe actuel."), Length(max=LONGEST_SENT)],
    )
    password = PasswordField(
        "Nouveau mot de passe",
        validators=[InputRequired("Choisissez un mot de passe."), Length(max=LONGEST_SENT)],
    )


class DetailsForm(Form):
    """What a person keeps up to date about themselves (R8.4)."""

    display_name = NameField("Prénom et nom", validators=[InputRequired("Écrivez votre nom.")])
    mobile = MobileField("Mobile professionnel")


class InviteForm(IrreversibleForm):
    """Who is invited, and for what. The choices are those of the place."""

    email = TrimmedField(
        "Adresse mail nominative",
        validators=[InputRequired("Écrivez l’adresse de la personne."), Length(max=addresses.LONGEST)],
    )
    display_name = NameField("Prénom et nom", validators=[InputRequired("Écrivez son nom.")])
    role = SelectField("Rôle", validators=[InputRequired("Choisissez un rôle.")])
    centre = SelectField("Établissement", validate_choice=False)
    academie = SelectField("Académie", validate_choice=False)
    programmes = SelectMultipleField(
        "Formations", choices=[], widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )


class RoleForm(Form):
    """Another role in the same centre."""

    role = SelectField("Rôle", validators=[InputRequired("Choisissez un rôle.")])


class AcceptForm(Form):
    """Which text was read, and that it is accepted."""

    charter = CarriedNumber(least=1, most=LARGEST_ID, needed=True)
    accepted = BooleanField(
        "J’ai lu cette charte et je m’engage à la respecter.",
        validators=[InputRequired("Cochez la case pour accepter la charte.")],
    )


class CharterForm(IrreversibleForm):
    """The text of a charter, and its campaign."""

    year = SelectField("Session", coerce=int, validators=[InputRequired("Choisissez une session.")])
    body = TextAreaField(
        "Texte",
        validators=[
            InputRequired("Écrivez le texte de la charte."),
            Length(max=LONGEST_CHARTER, message="50 000 caractères au plus."),
        ],
    )
