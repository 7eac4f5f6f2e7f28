"""What every room tells the mail of its own: whom an outbox row means, and what each mail says.

A room that sends has a module `mails.py`, which app.py imports (ROOMS_WITH_MAILS). There it writes:

    @recipients("account")
    def accounts(session, ids):
        \"""Return who is written to, by id; whoever must not be written to any more is left out.\"""

    @template("new_place", title="Connexion depuis un nouvel endroit", example={"at": NOON, "path": "/compte"})
    def new_place(session, payload):
        \"""Return the variables of the three texts, from what the outbox row holds.\"""

and for each template three texts in templates/mail: `<name>.subject.txt` (one line, without any personal datum),
`<name>.txt` (extends mail/base.txt) and `<name>.html` (extends mail/base.html), each with a block `body`. The
salutation, the signature and the footer are in the bases. All texts also see `addressee` and `url(path)`, which
makes an absolute address; the pages' filters (`date_long`, `instant`, `siret`…) work in all three. `example` holds
the variables of the preview and of the house test, which fails when a text is missing or a variable unknown.

Mails to candidates are letters, which a centre may word itself: see `letters`.

The outbox holds ids, codes and dates: addresses, names and signed links are looked up or made when the mail
leaves. A mail that no longer means anything then (a code that has ended, an invitation withdrawn) raises
NoLongerNeeded from its function: it is not sent, and the page of mails says why.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from recruitment.mail.wording import Wording


class NoLongerNeeded(Exception):  # noqa: N818 - met in the normal course of things
    """The mail means nothing any more; the message says why, in French, for the administrator."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """Where a mail goes, and the name it greets. An empty address: none is known."""

    address: str
    name: str = ""


Lookup = Callable[[Session, Collection[int]], Mapping[int, Addressee]]
Variables = Callable[[Session, Mapping[str, Any]], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Letter:
    """How the product words a mail in the closed syntax, and which variables nobody may leave out of the body."""

    default: Wording
    needed: tuple[str, ...]
    editable: bool


@dataclass(frozen=True, slots=True)
class Template:
    """One kind of mail. An urgent one leaves before the others and is counted apart in the hourly cap.

    What somebody waits for to sign in (`code`) leaves before all, and is counted by itself.
    """

    name: str
    title: str
    example: Mapping[str, Any]
    variables: Variables
    urgent: bool = False
    code: bool = False
    letter: Letter | None = None


_lookups: dict[str, Lookup] = {}
_templates: dict[str, Template] = {}


def recipients(kind: str) -> Callable[[Lookup], Lookup]:
    """Register who the recipients `<kind>:<id>` are."""

    def register(lookup: Lookup) -> Lookup:
        if kind in _lookups:
            raise ValueError(f"two rooms say who {kind!r} is")
        _lookups[kind] = lookup
        return lookup

    return register


def template(
    name: str, *, title: str, example: Mapping[str, Any], urgent: bool = False, code: bool = False
) -> Callable[[Variables], Variables]:
    """Register a mail: its French title for the page of mails, and an example of its variables."""

    def registered(variables: Variables) -> Variables:
        _add(Template(name, title, example, variables, urgent or code, code))
        return variables

    return registered


def register(one: Template) -> None:
    """Register a letter (see `letters`): its words are in the closed syntax, its three texts are common."""
    _add(one)


def _add(one: Template) -> None:
    if one.name in _templates:
        raise ValueError(f"two mails are called {one.name!r}")
    _templates[one.name] = one


def find(name: str) -> Template | None:
    """Return the template of that name."""
    return _templates.get(name)


def for_guardian(name: str) -> str | None:
    """Return the mail that tells a guardian what that one tells the candidate, if there is one."""
    beside = f"guardian_{name}"
    return beside if beside in _templates else None


def all_templates() -> list[Template]:
    """Return every template, by title."""
    return sorted(_templates.values(), key=lambda one: one.title)


def urgent_names() -> frozenset[str]:
    """Return the names of the templates that leave first."""
    return frozenset(name for name, one in _templates.items() if one.urgent)


def code_names() -> frozenset[str]:
    """Return the names of the templates that somebody waits for to sign in."""
    return frozenset(name for name, one in _templates.items() if one.code)


def addressees(session: Session, names: Collection[str]) -> dict[str, Addressee]:
    """Return who the recipients are (`account:3`), by recipient; unknown ones are left out."""
    found: dict[str, Addressee] = {}
    by_kind: dict[str, set[int]] = {}
    for name in names:
        kind, _, number = name.partition(":")
        if kind in _lookups and number.isdecimal():
            by_kind.setdefault(kind, set()).add(int(number))
    for kind, ids in by_kind.items():
        found |= {f"{kind}:{id_}": one for id_, one in _lookups[kind](session, ids).items()}
    return found
