"""The forms of the regional pages: an answer, a centre to open, its first administrator."""

from wtforms import IntegerField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from recruitment.accounts import addresses
from recruitment.accounts.people.forms import MobileField
from recruitment.rules.regional_requests import LARGEST_CAPACITY
from recruitment.web.forms import IrreversibleForm, NameField, TrimmedField

LONGEST_MESSAGE = 1000
LONGEST_CENTRE_NAME, LONGEST_TOWN = 200, 120
NOT_A_NUMBER = "Écrivez un nombre entier."


class AnswerForm(IrreversibleForm):
    """What is answered to one request, or to several (R4.9)."""

    capacity = IntegerField(
        "Nombre de places accordé",
        [Optional(), NumberRange(-LARGEST_CAPACITY, 10 * LARGEST_CAPACITY, message=NOT_A_NUMBER)],
    )
    message = TextAreaField(
        "Message à l’établissement",
        [Length(max=LONGEST_MESSAGE, message=f"{LONGEST_MESSAGE} caractères au plus.")],
    )


class AdministratorForm(IrreversibleForm):
    """Who will administer a centre first (R8.1)."""

    display_name = NameField("Prénom et nom", [InputRequired("Écrivez le nom de la personne.")])
    email = TrimmedField(
        "Adresse mail nominative",
        [InputRequired("Écrivez l’adresse mail de la personne."), Length(max=addresses.LONGEST)],
    )
    mobile = MobileField("Mobile professionnel", [InputRequired("Écrivez le numéro de mobile.")])


class OpenCentreForm(AdministratorForm):
    """A centre that does not exist here yet."""

    uai = TrimmedField("Code UAI", [InputRequired("Écrivez le code UAI."), Length(max=20)])
    siret = TrimmedField("SIRET", [InputRequired("Écrivez le SIRET."), Length(max=40)])
    name = NameField(
        "Nom de l’établissement",
        [InputRequired("Écrivez le nom de l’établissement.")],
        limit=LONGEST_CENTRE_NAME,
    )
    town = NameField("Commune", [InputRequired("Écrivez la commune.")], limit=LONGEST_TOWN)
    department = SelectField(
        "Département", [InputRequired("Choisissez le département.")], validate_choice=True
    )
