"""Forms of the second factor."""

from wtforms import BooleanField, HiddenField, PasswordField
from wtforms.validators import InputRequired, Length

from recruitment.accounts import passwords
from recruitment.web.forms import Form, TrimmedField

LONGEST_CODE, LONGEST_LABEL = 40, 60
CODE_MISSING = "Saisissez le code."


class NextForm(Form):
    """A button alone, and where it leads in the end."""

    next = HiddenField()


class CodeForm(NextForm):
    """A code, of whichever kind."""

    code = TrimmedField(
        "Code", validators=[InputRequired(CODE_MISSING), Length(max=LONGEST_CODE, message="Code trop long.")]
    )


class AnswerForm(CodeForm):
    """A code that completes a sign-in."""

    forget = BooleanField("Ne pas retenir ce réseau : redemander un code à la prochaine connexion")
    way = HiddenField()


class PasskeyAnswerForm(NextForm):
    """What a passkey answers; the page's script fills it in."""

    credential = HiddenField()
    forget = BooleanField("Ne pas retenir ce réseau")


class PasswordAgainForm(Form):
    """A change of what protects the account: the password is asked again (ASVS 7.5.1)."""

    password = PasswordField(
        "Votre mot de passe",
        validators=[InputRequired("Écrivez votre mot de passe."), Length(max=8 * passwords.LONGEST)],
    )


class DeviceForm(PasswordAgainForm):
    """One more device."""

    label = TrimmedField(
        "Nom de l’appareil",
        validators=[
            InputRequired("Nommez l’appareil, par exemple « Téléphone »."),
            Length(max=LONGEST_LABEL),
        ],
    )
    code = TrimmedField(
        "Code affiché par l’application", validators=[InputRequired(CODE_MISSING), Length(max=LONGEST_CODE)]
    )


class MailForm(PasswordAgainForm):
    """Codes by mail, proved by one."""

    code = TrimmedField(
        "Code reçu par mail", validators=[InputRequired(CODE_MISSING), Length(max=LONGEST_CODE)]
    )


class PasskeyForm(PasswordAgainForm):
    """One more passkey."""

    label = TrimmedField(
        "Nom de la clé",
        validators=[
            InputRequired("Nommez la clé, par exemple « Ordinateur du bureau »."),
            Length(max=LONGEST_LABEL),
        ],
    )
    credential = HiddenField()
