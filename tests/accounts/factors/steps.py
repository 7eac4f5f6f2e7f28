"""Gestures of a sign-in in two steps, from wherever one is."""

from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from recruitment.accounts.factors import mail_codes, totp
from recruitment.accounts.models import Account, MailCode
from recruitment.core import clock
from recruitment.core.database import db
from tests.builders import PASSWORD, TOTP_SEED
from tests.forms import hidden_fields

ELSEWHERE = {"REMOTE_ADDR": "192.0.2.7"}
CODE = "/connexion/code"
STEP = timedelta(seconds=30)


def send(
    client: FlaskClient, url: str, *, origin: dict[str, str] = ELSEWHERE, action: str = "", **fields: str
) -> TestResponse:
    """Open a page, fill its form and send it."""
    page = client.get(url, environ_base=origin)
    assert page.status_code == 200, (page.status, page.location)
    action = action or url.partition("?")[0]
    return client.post(action, data={**hidden_fields(page.text, action), **fields}, environ_base=origin)


def first_step(client: FlaskClient, account: Account, origin: dict[str, str] = ELSEWHERE) -> TestResponse:
    """Give the password."""
    return send(client, "/connexion", origin=origin, email=account.email, password=PASSWORD)


def sign_in(client: FlaskClient, account: Account, origin: dict[str, str] = ELSEWHERE) -> None:
    """Give the password, then the code."""
    assert first_step(client, account, origin).location == CODE
    assert send(client, CODE, origin=origin, code=code_now()).status_code == 303


def is_in(client: FlaskClient, origin: dict[str, str] = ELSEWHERE) -> bool:
    """Tell whether pages open."""
    return client.get("/deconnexion", environ_base=origin).status_code == 200


def code_now(seed: str = TOTP_SEED) -> str:
    """Return what the device shows."""
    return totp.code_at(seed, clock.wall())


def wrong_code(seed: str = TOTP_SEED) -> str:
    """Return a code that the device shows neither now, nor a step before or after."""
    near = {totp.code_at(seed, clock.wall() + k * STEP) for k in range(-2, 3)}
    return next(f"{n:06d}" for n in range(10) if f"{n:06d}" not in near)


def mailed_code(login_id: int | None = None) -> str:
    """Return the last code sent by mail, to a login or at all."""
    sent = select(MailCode).order_by(MailCode.id.desc())
    row = (
        db.session().scalars(sent if login_id is None else sent.where(MailCode.login_id == login_id)).first()
    )
    assert row is not None
    return mail_codes.code_of(row.login_id, row.nonce)
