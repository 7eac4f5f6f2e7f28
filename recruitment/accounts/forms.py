"""The form that opens a login."""

from wtforms import HiddenField, PasswordField
from wtforms.validators import InputRequired, Length

from recruitment.accounts import addresses, passwords
from recruitment.web.forms import Form, TrimmedField


class SignInForm(Form):
    """Address and password."""

    email = TrimmedField(
        "Adresse mail nominative",
        validators=[InputRequired("Écrivez votre adresse mail."), Length(max=addresses.LONGEST)],
    )
    password = PasswordField(
        "Mot de passe",
        validators=[InputRequired("Écrivez votre mot de passe."), Length(max=8 * passwords.LONGEST)],
    )
    next = HiddenField()
