"""The fields of a person that a file of the platform and a learner's own file share, and what follows from them."""

from collections.abc import Mapping
from typing import Any

from recruitment.core.text import fold
from recruitment.rules.matching import Identity, match_key

#: Whom one is: never replaced without a person who chooses.
IDENTITY = (
    "last_name", "usual_name", "first_name", "first_name_2", "first_name_3", "sex", "birth_date", "birth_town",
    "birth_department", "birth_country", "birth_town_code", "nationality",
)  # fmt: skip
#: One address: its lines are taken together, never mixed with another's.
ADDRESS = ("address_1", "address_2", "address_3", "postal_code", "town", "town_code", "country")
CONTACT = ("email", "phone", "mobile", *ADDRESS)
SCHOOLING = ("last_school_uai", "last_school", "bac_series", "bac_honours", "bac_year")
FIELDS = (*IDENTITY, "ine", *CONTACT, *SCHOOLING)
GUARDIAN = ("last_name", "first_name", "email", "phone", "address")
POSITIONS = (1, 2)
GUARDIAN_FIELDS = tuple(f"guardian{position}.{field}" for position in POSITIONS for field in GUARDIAN)
NEEDED = frozenset({"last_name", "first_name"})
#: The guardians of somebody, by position.
Guardians = dict[int, dict[str, Any]]
#: The same fact under the name that it has among the admitted.
OF_ADMITTED = {"last_school_uai": "origin_uai", "last_school": "origin_school"}

SORT, SEARCH = 260, 600


def of_admitted(row: Any) -> dict[str, Any]:
    """Return what an admitted person's row says, under the names that a learner has."""
    return {field: getattr(row, OF_ADMITTED.get(field, field), None) for field in FIELDS}


def of_learner(row: Any) -> dict[str, Any]:
    """Return what a learner's row says."""
    return {field: getattr(row, field) for field in FIELDS}


def identity(values: Mapping[str, Any]) -> Identity:
    """Return a person as the rules of matching read one."""
    return Identity(
        last_name=fold(values["last_name"]),
        first_name=fold(values["first_name"]),
        birth_date=values["birth_date"],
        ine=values["ine"],
        usual_name=fold(values["usual_name"] or ""),
    )


def derived(values: Mapping[str, Any]) -> dict[str, str]:
    """Return the columns that follow from a learner's others; write them with each change of those."""
    who = identity(values)
    words = (*who.names[0], who.usual_name, values["ine"] or "", values["email"] or "", values["town"] or "")
    return {
        "match_key": match_key(who.last_name, who.first_name, who.birth_date),
        "sort_name": f"{who.last_name} {who.first_name}"[:SORT],
        "search_text": fold(" ".join(filter(None, words)))[:SEARCH],
    }
