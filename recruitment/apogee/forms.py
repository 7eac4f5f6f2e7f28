"""What is typed about Apogée: VET of programmes, profiles of files, results of the baccalauréat, files that come in."""

from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import IntegerField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp
from wtforms.widgets import HiddenInput

from recruitment.apogee import layouts
from recruitment.apogee.layouts import ENCODINGS, Layout, LayoutRefused
from recruitment.labels.apogee import BAC
from recruitment.rules.opi_fields import CATEGORY, CGE, ETP, MOTIVE
from recruitment.web.forms import STALE_FORM, Form, IrreversibleForm, TrimmedField

LONGEST_LAYOUT = 4_000
_CODE = r"[A-Za-z0-9]*\Z"
TOGETHER = "L’étape et sa version vont ensemble : renseignez les deux, ou aucune."
_WRONG_CODE = "Des lettres et des chiffres, sans espace."


def _code(label: str, width: int, *, needed: bool) -> TrimmedField:
    first = InputRequired(f"Renseignez : {label}.") if needed else Optional()
    sizes = Length(max=width, message=f"{width} caractères au plus.")
    return TrimmedField(label, [first, sizes, Regexp(_CODE, message=_WRONG_CODE)])


def _vet(label: str, *, needed: bool) -> TrimmedField:
    first = InputRequired(f"Renseignez : {label}.") if needed else Optional()
    return TrimmedField(label, [first, Regexp(r"[0-9]{1,3}\Z", message="Un nombre de 3 chiffres au plus.")])


class _Versioned(Form):
    version = IntegerField(
        widget=HiddenInput(), validators=[InputRequired(STALE_FORM), NumberRange(0, 2**31 - 1)]
    )


class PlaceForm(_Versioned):
    """Where a programme is in Apogée: a VET per reply (R7.1)."""

    cge = _code("Centre de gestion (CGE)", CGE, needed=True)
    etp_yes = _code("Étape (ETP)", ETP, needed=True)
    vet_yes = _vet("Version d’étape (VET)", needed=True)
    etp_yes_if_3 = _code("Étape, oui si en 3 ans", ETP, needed=False)
    vet_yes_if_3 = _vet("VET, oui si en 3 ans", needed=False)
    category_yes_if_3 = _code("Catégorie oui si, en 3 ans", CATEGORY, needed=False)
    motive_yes_if_3 = TrimmedField(
        "Motif oui si, en 3 ans", [Length(max=MOTIVE, message="200 caractères au plus.")]
    )
    etp_yes_if_4 = _code("Étape, oui si en 4 ans", ETP, needed=False)
    vet_yes_if_4 = _vet("VET, oui si en 4 ans", needed=False)
    category_yes_if_4 = _code("Catégorie oui si, en 4 ans", CATEGORY, needed=False)
    motive_yes_if_4 = TrimmedField(
        "Motif oui si, en 4 ans", [Length(max=MOTIVE, message="200 caractères au plus.")]
    )

    @property
    def codes(self) -> dict[str, str | None]:
        """Return what was typed; what is empty is nothing."""
        typed = {
            name: field.data for name, field in self._fields.items() if name not in ("version", "csrf_token")
        }
        return {
            name: (value if name.startswith("motive") else str(value).upper()) if value else None
            for name, value in typed.items()
        }

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse half of a reply's place."""
        holds = bool(super().validate(extra_validators))
        for etp, vet in ((self.etp_yes_if_3, self.vet_yes_if_3), (self.etp_yes_if_4, self.vet_yes_if_4)):
            if bool(etp.data) != bool(vet.data):
                vet.errors = [*vet.errors, TOGETHER]
                holds = False
        return holds


class ProfileForm(_Versioned):
    """A profile of flat files: a column and its width per line."""

    name = TrimmedField(
        "Nom du profil",
        [
            InputRequired("Donnez un nom au profil."),
            Length(max=40, message="40 caractères au plus."),
            Regexp(
                r"[a-z0-9][a-z0-9-]*\Z", message="Des minuscules sans accent, des chiffres et des tirets."
            ),
        ],
    )
    separator = TrimmedField("Séparateur", [Length(max=1, message="Un seul caractère.")])
    end = SelectField(
        "Fin de ligne", choices=[SelectChoice("lf", "LF (Unix)"), SelectChoice("crlf", "CR LF (Windows)")]
    )
    encoding = SelectField("Encodage", choices=[SelectChoice(one, one) for one in ENCODINGS])
    persons = TextAreaField("Colonnes des individus", [Length(max=LONGEST_LAYOUT, message="Trop long.")])
    wishes = TextAreaField("Colonnes des vœux", [Length(max=LONGEST_LAYOUT, message="Trop long.")])

    layout: Layout

    def validate(self, extra_validators: Any = None) -> bool:
        """Read the layout as well, and tell each of its lines that does not hold."""
        holds = bool(super().validate(extra_validators))
        try:
            self.layout = layouts.read(
                self.separator.data or "",
                self.end.data or "",
                self.encoding.data or "",
                self.persons.data or "",
                self.wishes.data or "",
            )
        except LayoutRefused as refused:
            for problem in refused.problems[:20]:
                field = self.persons if problem.startswith("Individus") else self.wishes
                field.errors = [*field.errors, problem]
            return False
        return holds


class BacForm(IrreversibleForm):
    """The result of one person."""

    number = TrimmedField("Numéro d’inscription", [Regexp(r"[0-9]{1,20}\Z", message=STALE_FORM)])
    result = SelectField("Résultat", choices=[SelectChoice(*one) for one in BAC.items()])


class ListForm(IrreversibleForm):
    """A file that comes in."""

    file = FileField("Fichier", validators=[FileRequired("Choisissez un fichier CSV ou XLSX.")])


class FilesForm(IrreversibleForm):
    """The profile that files are written with."""

    profile = SelectField("Profil")
