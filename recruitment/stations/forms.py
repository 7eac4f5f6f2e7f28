"""What an admitted person types, step by step; each field is read as an import reads its column."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from wtforms import BooleanField, RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import AnyOf, InputRequired, Length, ValidationError

from recruitment.labels.pre_registration import STATED_METHODS, STATED_PAYERS
from recruitment.rules.postal import postal_code_holds
from recruitment.stations import steps
from recruitment.stations.steps import EMAIL, NAME, PHONE, POSTAL, Step, Typed
from recruitment.transfers import cells
from recruitment.transfers.wording import POSTAL_CODE, REMARKS
from recruitment.web.forms import Form, IrreversibleForm, TrimmedField

READERS = {NAME: cells.name, EMAIL: cells.email, PHONE: cells.phone, POSTAL: cells.postal_code}
LONGEST_REASON = 1000
TOO_LONG = f"{LONGEST_REASON} caractères au plus."
NEEDED = "Cette case est nécessaire."
NAMED = "Indiquez le nom et le prénom de ce responsable, ou videz toutes ses cases."
CHOOSE = "Choisissez une réponse."
#: What somebody under 18 says of the first guardian.
OF_A_MINOR = ("guardian_1_last_name", "guardian_1_first_name", "guardian_1_phone")
LONGEST_POST = 700  # what a field may send before anything reads it


class Read(TrimmedField):
    """A line that is kept as its reader spells it."""

    def __init__(self, label: str, validators: Any = None, *, typed: Typed, **kwargs: Any) -> None:
        super().__init__(label, validators, **kwargs)
        self.typed = typed

    def pre_validate(self, form: Any) -> None:
        """Spell it, or say why it cannot be kept."""
        del form
        if not self.data:
            self.data = ""
            return
        try:
            self.data = READERS.get(self.typed.kind, cells.text_up_to(self.typed.most))(self.data) or ""
        except cells.CellRefused as refusal:
            raise ValidationError(REMARKS[refusal.code]) from None
        if len(self.data) > self.typed.most:
            raise ValidationError(f"{self.typed.most} caractères au plus.")


def step_form(step: Step, documents: Sequence[Any], *, minor: bool = False, **kwargs: Any) -> Form:
    """Return the form of a step; that of the documents has a question for each, a minor names a guardian."""
    made: Form = type("StepForm", (StepForm,), _fields(step, documents, minor=minor))(**kwargs)
    return made


class StepForm(Form):
    """What of one page only holds together."""

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for a French postal code, and for the whole name of a guardian of whom anything is said."""
        holds: bool = super().validate(extra_validators)
        for name, sentence in self._apart():
            if not self[name].errors:
                self[name].errors = [sentence]
                holds = False
        return holds

    def _apart(self) -> Iterator[tuple[str, str]]:
        typed: dict[str, Any] = self.data
        if typed.get("postal_code") and not postal_code_holds(typed["postal_code"], typed["country"]):
            yield "postal_code", POSTAL_CODE
        for rank in steps.RANKS:
            said = {name: typed[name] for name in typed if name.startswith(f"guardian_{rank}_")}
            if any(said.values()):
                names = (f"guardian_{rank}_{name}" for name in ("last_name", "first_name"))
                yield from ((name, NAMED) for name in names if not said[name])


def _fields(step: Step, documents: Sequence[Any], *, minor: bool) -> dict[str, Any]:
    if step is steps.DOCUMENTS:
        return {f"piece_{one.id}": question(one.label, steps.BRINGING) for one in documents}
    if step is steps.PAYMENT:
        return {
            "method": question("Comment le paiement sera-t-il fait ?", STATED_METHODS),
            "payer": question("Qui paie ?", STATED_PAYERS),
            "payer_name": _line(Typed("payer_name", "Nom de la personne ou de l’entreprise qui paie", NAME)),
        }
    return {
        one.name: _line(replace(one, needed=True) if minor and one.name in OF_A_MINOR else one)
        for one in step.fields
    }


def question(label: str, words: dict[str, str]) -> Any:
    choices = [SelectChoice(value, text) for value, text in words.items()]
    known = [InputRequired(CHOOSE), AnyOf(tuple(words), message=CHOOSE)]
    return RadioField(label, known, choices=choices, validate_choice=False)


def _line(typed: Typed) -> Any:
    validators: list[Any] = [Length(max=LONGEST_POST, message=f"{typed.most} caractères au plus.")]
    if typed.needed:
        validators.insert(0, InputRequired(NEEDED))
    return Read(typed.label, validators, typed=typed)


class SendForm(IrreversibleForm):
    """The pre-registration is sent, once it was read again."""

    exact = BooleanField(
        "Ces renseignements sont exacts.",
        [InputRequired("Cochez cette case pour envoyer.")],
        false_values=(False, "false", "0", ""),
    )


class InviteForm(IrreversibleForm):
    """Links are sent; nothing is typed."""


class SettleForm(IrreversibleForm):
    """What a pre-registration proposes is taken or left: a box for each difference, beside this form's own fields."""
