"""A programme's title as the platform writes it: kind, name and « en apprentissage », held by dashes."""

from typing import NamedTuple

DASH = " – "
EVERY_TITLE = "en apprentissage"  # says nothing here: every programme is


class Title(NamedTuple):
    """« BTS – Services » and « Management commercial opérationnel »."""

    kind: str
    name: str


def split(title: str) -> Title:
    """Return a title without what every title says; a title of another shape is all name."""
    parts = [part for part in title.replace(" - ", DASH).split(DASH) if part.strip() != EVERY_TITLE]
    if len(parts) < 2:
        return Title("", parts[0] if parts else title)
    at = 2 if len(parts) > 2 else 1
    return Title(DASH.join(parts[:at]), DASH.join(parts[at:]))
