"""Who acts in the history: the accounts of each centre."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.accounts.models import Account
from recruitment.demo.catalogue import CENTRES, LOGINS, CentreGoal, Login
from recruitment.rules.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Author:
    """An account, as the actions ask for it."""

    id: int
    academie: str | None = None


def centre_of(code: str) -> CentreGoal:
    """Return the centre of a programme."""
    return next(centre for centre in CENTRES if code in [goal.code for goal in centre.programmes])


class Authors:
    """The accounts of the demonstration, by what they may do."""

    def __init__(self, session: Session) -> None:
        rows = session.execute(select(Account.email, Account.id, Account.academie))
        self._by_email = {email: Author(account_id, academie) for email, account_id, academie in rows}

    def administrator(self, centre: CentreGoal) -> Author:
        """Return who administers a centre."""
        return self._first(lambda login: login.role is Role.ADMINISTRATOR and login.centre == centre.uai)

    def manager(self, code: str) -> Author:
        """Return who manages a programme: the one limited to it if there is one, else the centre's."""
        uai = centre_of(code).uai
        managers = [login for login in LOGINS if login.role is Role.MANAGER and login.centre == uai]
        limited = [login for login in managers if code in login.programmes]
        return self._by_email[(limited or [login for login in managers if not login.programmes])[0].email]

    def registrar(self) -> Author:
        """Return who enrols at the main centre."""
        return self._first(lambda login: login.role is Role.REGISTRAR)

    def regional(self) -> Author:
        """Return the regional authority's account."""
        return self._first(lambda login: login.role is Role.REGIONAL)

    def _first(self, wanted: Callable[[Login], bool]) -> Author:
        return self._by_email[next(login for login in LOGINS if wanted(login)).email]
