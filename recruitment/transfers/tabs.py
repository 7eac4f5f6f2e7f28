"""The pages of files that come in and go out, for who may open them."""

from recruitment.accounts.access import Person, may_somewhere
from recruitment.rules.vocabulary import Permission

PAGES = (("/imports", "Imports", Permission.IMPORT_FILES), ("/exports", "Exports", Permission.EXPORT))


def tabs(user: Person) -> list[tuple[str, str]]:
    """Return address and word of each."""
    return [(address, word) for address, word, act in PAGES if may_somewhere(user, act)]
