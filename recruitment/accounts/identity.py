"""Who is signed in: a row of `login`, found by the digest of the token that the cookie holds.

One statement per request reads the login, the account and its centre, so that closing either is seen by the
very next request. Flask-Login gives `current_user`, without a key in the session or a remember cookie.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, Request, current_app, request
from flask_login import AnonymousUserMixin, LoginManager, UserMixin
from sqlalchemy import Integer, and_, bindparam, column, exists, not_, select
from sqlalchemy import table as named_table
from werkzeug.wrappers import Response

from recruitment.accounts import actions, gates, passwords
from recruitment.accounts.models import Account, Charter, CharterAcceptance, Login
from recruitment.accounts.rights import looking
from recruitment.core import clock
from recruitment.core.quick_read import QuickRead
from recruitment.rules.vocabulary import Role
from recruitment.web.access import gated_by, is_unattended
from recruitment.web.envelope import ACCOUNT_KEY

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
SEEN_EVERY = timedelta(seconds=60)  # how often the use of a login is written
COOKIE_KEY = "LOGIN_COOKIE_NAME"
TOKEN_LENGTH = 43  # 32 bytes in base64 without padding


@dataclass(frozen=True, slots=True)
class Looker:
    """The administrator who looks through somebody's eyes, and until when."""

    id: int
    name: str
    until: datetime

    @property
    def minutes(self) -> int:
        """Return how many minutes are left, those begun counted whole; the machine's time is not the procedure's."""
        return -(-(self.until - clock.wall()) // timedelta(minutes=1))


@dataclass(frozen=True, slots=True)
class User(UserMixin):  # type: ignore[misc]
    """The person of a request. Limited to some programmes unless `all_programmes`.

    Where an administrator sees as a colleague it is the colleague, whose rights hold, with the `looker`.
    """

    id: int
    email: str
    display_name: str
    role: Role
    centre_id: int | None
    academie: str | None
    all_programmes: bool
    login_id: int
    centre_name: str
    has_exceptions: bool = False
    owes_charter: bool = False
    looker: Looker | None = None

    @property
    def reader_id(self) -> int:
        """Return who reads: the trace of what is read names the administrator, not the eyes they look through."""
        return self.id if self.looker is None else self.looker.id


class Anonymous(AnonymousUserMixin):  # type: ignore[misc]
    """Somebody who is not signed in."""

    id = None
    role = None
    centre_id = None
    academie = None
    all_programmes = False
    has_exceptions = False
    owes_charter = False


class LoginRows(LoginManager):  # type: ignore[misc]
    """Flask-Login over rows of the database, without the session keys and the cookie that it would add."""

    def _load_user(self) -> None:
        self._update_request_context_with_user(load_from(request))

    def _update_remember_cookie(self, response: Response) -> Response:
        return response


_account, _login = Account.__table__.c, Login.__table__.c
_centres = named_table("training_centre", column("id"), column("name"))
_centre = _centres.c
_campaigns = named_table("campaign", column("id"), column("year"))
#: The text that is accepted now: of this campaign, else of the nearest past one; none published, nothing owed.
_charter = (
    select(Charter.id)
    .join(_campaigns, _campaigns.c.id == Charter.campaign_id)
    .where(_campaigns.c.year <= bindparam("current", type_=Integer))
    .order_by(_campaigns.c.year.desc(), Charter.version.desc())
    .limit(1)
    .scalar_subquery()
)
_accepted = exists().where(
    CharterAcceptance.account_id == _account.id, CharterAcceptance.charter_id == _charter
)
OPEN_LOGIN = (
    _login.token_hash == bindparam("token_hash"),
    _login.factor_at.is_not(None),
    _login.closed_at.is_(None),
    _account.closed_at.is_(None),
)
#: Tells, of the login's account, whether the charter in force is still to be accepted (R8.5).
OWES_CHARTER = and_(_charter.is_not(None), not_(_accepted)).label("owes_charter")
_LOAD = QuickRead(
    select(
        _login.id.label("login_id"),
        _login.opened_at,
        _login.seen_at,
        _login.seen_as_id,
        _login.seen_as_until,
        _account.id,
        _account.email,
        _account.display_name,
        _account.role,
        _account.centre_id,
        _account.academie,
        _account.all_programmes,
        _account.has_exceptions,
        _centre.name.label("centre_name"),
        OWES_CHARTER,
    )
    .select_from(Login.__table__)
    .join(Account.__table__, _account.id == _login.account_id)
    .outerjoin(_centres, _centre.id == _account.centre_id)
    .where(*OPEN_LOGIN)
)

_SEEN_NAMES = ("id", "email", "display_name", "centre_id", "academie", "all_programmes", "has_exceptions")
_SEEN = QuickRead(
    select(*(_account[name] for name in _SEEN_NAMES), _account.role).where(
        _account.id == bindparam("id"),
        _account.centre_id == bindparam("centre_id"),
        _account.closed_at.is_(None),
        _account.role != str(Role.ADMINISTRATOR),
    )
)


def init_app(app: Flask) -> None:
    """Let `current_user` be the person whose login the cookie opens."""
    secure = app.config["SESSION_COOKIE_SECURE"]
    app.config.setdefault(COOKIE_KEY, "__Host-login" if secure else "login")
    app.config.setdefault(passwords.HASHER_KEY, passwords.default_hasher())
    manager = LoginRows(app)
    manager.anonymous_user = Anonymous
    gated_by(app, gates.owed)


def load(token_hash: str) -> Any:
    """Return the open login of that digest, with its account and centre, or None: one statement."""
    return _LOAD.first(token_hash=token_hash, current=clock.today().year)


def load_from(sent: Request) -> User | None:
    """Return the person whose token the request carries, unless the login has aged out."""
    token_hash = token_hash_of(sent)
    row = load(token_hash) if token_hash else None
    if row is None or not is_alive(row.opened_at, row.seen_at):
        return None
    sent.environ[ACCOUNT_KEY] = row.id
    if clock.wall() - row.seen_at >= SEEN_EVERY and not is_unattended():
        actions.keep_open(row.login_id, SEEN_EVERY)
    return _user(row) if row.seen_as_id is None else _through(row)


def _through(row: Any) -> User:
    """Return the colleague whom an administrator sees as; the administrator, once that is over."""
    seen = None
    if clock.wall() < row.seen_as_until and row.role == Role.ADMINISTRATOR:
        seen = _SEEN.first(id=row.seen_as_id, centre_id=row.centre_id)
    if seen is None:
        looking.end_look(row.login_id)
        return _user(row)
    looker = Looker(row.id, row.display_name, row.seen_as_until)
    return User(
        **{name: getattr(seen, name) for name in _SEEN_NAMES},
        role=Role(seen.role),
        login_id=row.login_id,
        centre_name=row.centre_name or "",
        looker=looker,
    )


def token_hash_of(sent: Request) -> str | None:
    """Return the digest of the token that a request carries, if it may be one."""
    return token_hash(sent.cookies.get(current_app.config[COOKIE_KEY], ""))


def token_hash(token: str) -> str | None:
    """Return the digest of what may be the token of a login."""
    return actions.digest(token) if len(token) == TOKEN_LENGTH else None


def is_alive(opened_at: datetime, seen_at: datetime) -> bool:
    """Tell whether a login was used lately and is not too old, by the machine's own time."""
    at = clock.wall()
    return at - seen_at < IDLE and at - opened_at < ABSOLUTE


def give(response: Response, token: str) -> Response:
    """Put the token of a new login in the answer's cookie."""
    response.set_cookie(current_app.config[COOKIE_KEY], token, **_cookie_flags())
    return response


def take_back(response: Response) -> Response:
    """Remove the cookie, and what the browser kept of the pages."""
    response.delete_cookie(current_app.config[COOKIE_KEY], **_cookie_flags())
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _user(row: Any) -> User:
    return User(
        id=row.id,
        email=row.email,
        display_name=row.display_name,
        role=Role(row.role),
        centre_id=row.centre_id,
        academie=row.academie,
        all_programmes=row.all_programmes,
        login_id=row.login_id,
        centre_name=row.centre_name or row.academie or "",
        has_exceptions=row.has_exceptions,
        owes_charter=row.owes_charter,
    )


def _cookie_flags() -> dict[str, Any]:
    """Return what a `__Host-` cookie asks for; only the demonstration's plain http does without `Secure`."""
    return {
        "path": "/",
        "secure": current_app.config["SESSION_COOKIE_SECURE"],
        "httponly": True,
        "samesite": "Lax",
    }
