"""The forms of the facts that exports ask for, made from their list."""

from collections.abc import Iterable, Mapping
from typing import Any

from wtforms import Field, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from recruitment.returns.fact_list import LONGEST, Fact, tidy
from recruitment.web.forms import Form, InvalidForm, TrimmedField

NONE_YET = SelectChoice("", "Non renseigné")


def form_of(facts: Iterable[Fact], known: Mapping[str, Any]) -> Form:
    """Return a form with a field for each fact, filled with what is known."""
    fields = {one.name: _field(one) for one in facts}
    made: Form = type("FactsForm", (Form,), fields)(data=dict(known))
    return made


def checked(form: Form, facts: Iterable[Fact]) -> dict[str, str]:
    """Return what was typed, tidied, or raise InvalidForm with what is wrong beside each field."""
    facts = tuple(facts)
    form.checked()
    kept, wrong = tidy(facts, form.data)
    for name, sentence in wrong.items():
        field = form[name]
        field.errors = [*field.errors, sentence]
    if wrong:
        raise InvalidForm(form)
    return kept


def _field(one: Fact) -> Field:
    if one.choices is not None:
        choices = [
            NONE_YET,
            *(SelectChoice(code, _choice(code, words)) for code, words in one.choices.items()),
        ]
        return SelectField(one.label, choices=choices, default="")
    shape = {"type": "date"} if one.kind == "date" else {"maxlength": LONGEST}
    return TrimmedField(one.label, description=one.help, render_kw=shape)


def _choice(code: str, words: str) -> str:
    """Show the code of a nomenclature before its words; ours say themselves."""
    ours = code.casefold() == words.casefold() or words.endswith(f" {code}")
    return words if ours else f"{code} · {words}"
