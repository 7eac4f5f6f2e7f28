"""What the pages of the second factor show."""

from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from flask import current_app, request

from recruitment.accounts.actions.sign_in import Origin
from recruitment.accounts.factors import mail_codes, passkeys, pending, places, queries, seeds, totp
from recruitment.core import clock, sealing
from recruitment.core.database import db
from recruitment.mail import settings as mail
from recruitment.web.access import SIGN_IN_PATH, own_path

CODE_PATH, ENROL_PATH = f"{SIGN_IN_PATH}/code", f"{SIGN_IN_PATH}/facteur"
BY_DEVICE, BY_MAIL, ON_PAPER = "appareil", "mail", "secours"


@dataclass(frozen=True)
class Enrolment:
    """The seed of a device being enrolled: as a picture, in groups to type, as a link."""

    picture: totp.Picture
    groups: list[str]
    address: str
    hint: str | None


def origin() -> Origin:
    """Return where the request comes from: the proxies that we count are already taken off."""
    return Origin(request.remote_addr or "", request.user_agent.string)


def site() -> passkeys.Site:
    """Return this site's address, as the browser knows it."""
    address = urlsplit(request.host_url)
    return passkeys.Site(address.hostname or "", f"{address.scheme}://{address.netloc}")


def passkeys_work() -> bool:
    """Tell whether browsers make passkeys for this address: it needs a name, not a number."""
    return places.prefix(site().host) == places.UNKNOWN


def with_next(path: str, target: str | None, **query: str) -> str:
    """Return an address of ours that leads to `target` in the end."""
    following = own_path(target)
    given = {**query, **({} if following == "/" else {"next": following})}
    return f"{path}?{urlencode(given)}" if given else path


def masked(email: str) -> str:
    """Return « c•••••@exemple.fr »."""
    local, _, domain = email.rpartition("@")
    return f"{local[:1]}•••••@{domain}"


def in_demonstration() -> bool:
    """Tell whether everything here is invented, and nobody has the telephone."""
    return bool(current_app.config["SETTINGS"].demo)


def mails_leave() -> bool:
    """Tell whether a code sent by mail can be read: it leaves, or the demonstration shows it."""
    return mail.is_configured() or in_demonstration()


def enrolment(account_id: int, email: str) -> Enrolment:
    """Return what to show of the device that the account is enrolling."""
    seed = pending.seed_for(account_id)
    address = totp.address(seed, email)
    hint = totp.code_at(seed, clock.wall()) if in_demonstration() else None
    return Enrolment(totp.picture(address), totp.groups(seed), address, hint)


def mail_hint(login_id: int) -> str | None:
    """Return, in the demonstration, the code that its mail would have brought."""
    sent = queries.last_mail_code(db.session(), login_id) if in_demonstration() else None
    return mail_codes.code_of(login_id, sent.nonce) if sent and sent.used_at is None else None


def device_hint(account_id: int) -> str | None:
    """Return, in the demonstration, the code that the account's device shows."""
    if not in_demonstration():
        return None
    for device in queries.devices(db.session(), account_id):
        try:
            seed = seeds.opened(account_id, device.sealed)
        except sealing.UnreadableSecretError:
            continue
        return totp.code_at(seed, clock.wall(), device.last_step)
    return None
