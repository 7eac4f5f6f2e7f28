"""What a postal code may be: five digits in France; elsewhere, as that country writes it."""

import re

from recruitment.rules.countries import FRANCE, country_code

_FRENCH = re.compile(r"[0-9]{5}")


def postal_code_holds(code: str, country: str | None) -> bool:
    """Tell whether a postal code may be one of its country; where no country is said, it is France."""
    if (country or "").strip() and country_code(country) != FRANCE:
        return True
    return _FRENCH.fullmatch(code) is not None
