"""The steps of a pre-registration, and what each holds: a field's name is that of the learner's column (R6.8)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

NAME, EMAIL, PHONE, LINE, POSTAL = "name", "email", "phone", "line", "postal"


@dataclass(frozen=True, slots=True)
class Typed:
    """A field: its name, its French label, how it is checked, how long it may be, whether it is needed."""

    name: str
    label: str
    kind: str = LINE
    most: int = 120
    needed: bool = False
    autocomplete: str = "off"


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the pre-registration."""

    slug: str
    title: str
    fields: tuple[Typed, ...] = ()


IDENTITY = Step(
    "identite",
    "Votre identité",
    (
        Typed("last_name", "Nom de naissance", NAME, needed=True, autocomplete="family-name"),
        Typed("usual_name", "Nom d’usage", NAME),
        Typed("first_name", "Prénom", NAME, needed=True, autocomplete="given-name"),
        Typed("first_name_2", "Deuxième prénom", NAME),
        Typed("first_name_3", "Troisième prénom", NAME),
        Typed("birth_town", "Ville de naissance", NAME, needed=True),
        Typed("birth_country", "Pays de naissance", NAME, needed=True),
        Typed("nationality", "Nationalité", NAME, needed=True),
    ),
)
ADDRESS = Step(
    "coordonnees",
    "Vos coordonnées",
    (
        Typed("address_1", "Adresse", LINE, 200, needed=True, autocomplete="address-line1"),
        Typed("address_2", "Complément d’adresse", LINE, 200, autocomplete="address-line2"),
        Typed("address_3", "Lieu-dit, boîte postale", LINE, 200, autocomplete="address-line3"),
        Typed("postal_code", "Code postal", POSTAL, 10, needed=True, autocomplete="postal-code"),
        Typed("town", "Commune", NAME, needed=True, autocomplete="address-level2"),
        Typed("country", "Pays", NAME, needed=True, autocomplete="country-name"),
        Typed("email", "Adresse mail", EMAIL, 254, needed=True, autocomplete="email"),
        Typed("mobile", "Téléphone portable", PHONE, 30, needed=True, autocomplete="tel"),
        Typed("phone", "Téléphone fixe", PHONE, 30),
    ),
)
GUARDIAN = (
    Typed("last_name", "Nom", NAME),
    Typed("first_name", "Prénom", NAME),
    Typed("email", "Adresse mail", EMAIL, 254),
    Typed("phone", "Téléphone", PHONE, 30),
    Typed("address", "Adresse, si elle n’est pas la vôtre", LINE, 600),
)
RANKS = (1, 2)


def of_guardian(rank: int) -> tuple[Typed, ...]:
    """Return the fields of one guardian, named by rank."""
    return tuple(Typed(f"guardian_{rank}_{one.name}", one.label, one.kind, one.most) for one in GUARDIAN)


GUARDIANS = Step(
    "responsables", "Vos responsables légaux", tuple(one for rank in RANKS for one in of_guardian(rank))
)
DOCUMENTS = Step("pieces", "Les pièces à apporter")
PAYMENT = Step("paiement", "Le paiement")
STEPS = (IDENTITY, ADDRESS, GUARDIANS, DOCUMENTS, PAYMENT)
BY_SLUG = {step.slug: step for step in STEPS}
#: What a registrar may take into the learner's file; the rest is information for the day on site.
PROPOSED = {one.name: one for step in (IDENTITY, ADDRESS, GUARDIANS) for one in step.fields}

BROUGHT, LATER, MISSING = "brought", "later", "missing"
BRINGING = {
    BROUGHT: "Je l’apporterai",
    LATER: "Je l’aurai plus tard",
    MISSING: "Je ne l’ai pas",
}


def complete(answers: Mapping[str, Any]) -> list[Step]:
    """Return the steps that were saved: each was checked then."""
    return [step for step in STEPS if step.slug in answers]


def left(answers: Mapping[str, Any]) -> list[Step]:
    """Return the steps that are still to be filled in."""
    return [step for step in STEPS if step.slug not in answers]


def after(step: Step) -> Step | None:
    """Return the step that follows; None after the last: the page that shows all is next."""
    rank = STEPS.index(step) + 1
    return STEPS[rank] if rank < len(STEPS) else None


def flat(answers: Mapping[str, Any]) -> dict[str, str]:
    """Return what may be proposed for the learner's file, by field."""
    typed = {name: value for step in STEPS for name, value in answers.get(step.slug, {}).items()}
    return {name: typed.get(name) or "" for name in PROPOSED if name in typed}
