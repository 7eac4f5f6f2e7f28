"""The pages about exchanges, whichever room they are in, for the row of links above each of them."""

from flask import current_app
from flask.sansio.app import App
from flask_login import current_user

from recruitment.accounts.access import may
from recruitment.rules.vocabulary import Permission

#: Address, word, what one must be allowed to do in the whole centre (None: whoever reads the log).
TABS: tuple[tuple[str, str, Permission | None], ...] = (
    ("/echanges", "Suivi des échanges", None),
    ("/admis", "Candidats admis", None),
    ("/echanges/remontees", "Remontées à Parcoursup", None),
    ("/echanges/apogee", "Apogée", None),
    ("/echanges/exports", "Fichiers pour d’autres", None),
    ("/parametrage/connecteurs", "Connecteurs", Permission.SETTINGS),
)


def tabs() -> list[tuple[str, str]]:
    """Return the pages that there are, and that the signed-in person may open."""
    known = {rule.rule for rule in current_app.url_map.iter_rules()}
    return [
        (address, word)
        for address, word, permission in TABS
        if address in known and (permission is None or may(current_user, permission))
    ]


def init_app(app: App) -> None:
    """Give the row of links to every template."""
    app.jinja_env.globals["exchange_tabs"] = tabs
