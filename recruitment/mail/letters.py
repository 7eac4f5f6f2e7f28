"""The letters to candidates, and beside each the one that tells the guardians of a minor the same.

A room registers a letter with what it says of real rows; its words are in templates/mail/letters, in the closed syntax
of `wording`, and a centre may replace those of the candidate's. The guardian's letter carries no personal link.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from recruitment.core.config import ROOT
from recruitment.labels.letters import VARIABLES
from recruitment.mail.models import MailText
from recruitment.mail.registry import Letter, NoLongerNeeded, Template, register
from recruitment.mail.wording import LINK, Wording

FOLDER = ROOT / "templates/mail/letters"
FIRST_NAME = ("prenom", "de_prenom")  # of the candidate, told to guardians alone
COMMON = ("formation", "etablissement", "ville", "contact", LINK)


@dataclass(frozen=True, slots=True)
class Said:
    """What a letter says of real rows: its variables, by name, and why guardians are not to be told any more."""

    centre_id: int
    values: Mapping[str, str]
    not_for_guardians: str = ""


Says = Callable[[Session, Mapping[str, Any]], Said]


def letter(
    name: str,
    *,
    title: str,
    variables: tuple[str, ...] = (),
    needed: tuple[str, ...] = (),
    urgent: bool = False,
) -> Callable[[Says], Says]:
    """Register a letter and the guardian's: its French title, its own variables, those that no centre leaves out."""
    known = (*COMMON, *variables)

    def registered(says: Says) -> Says:
        own = Letter(default(name), ("formation", *needed), editable=True)
        to_them = _to_candidate(name, says, known)
        register(Template(name, f"Au candidat : {title}", _example(known), to_them, urgent, letter=own))
        beside, family = f"guardian_{name}", (*FIRST_NAME, *(one for one in known if one != LINK))
        theirs = Letter(default(beside), (), editable=False)
        to_family = _to_guardian(says, family)
        named = f"Au responsable légal : {title}"
        register(Template(beside, named, _example(family), to_family, urgent, letter=theirs))
        return says

    return registered


def default(name: str) -> Wording:
    """Return how the product words a letter: the subject on the first line, the body from the third on."""
    subject, _, body = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").partition("\n")
    return Wording(subject.removeprefix("Objet : ").strip(), body.strip())


def stored(session: Session, centre_id: int, name: str) -> Wording | None:
    """Return how a centre words a letter; None where it leaves that to the product."""
    row = session.execute(
        select(MailText.subject, MailText.body).where(
            MailText.centre_id == centre_id, MailText.template == name
        )
    ).first()
    return Wording(*row) if row else None


def _example(names: tuple[str, ...]) -> dict[str, Any]:
    return {"values": {name: VARIABLES[name].example for name in names}}


def _kept(said: Said, names: tuple[str, ...]) -> dict[str, str]:
    return {name: said.values[name] for name in names}


def _to_candidate(name: str, says: Says, names: tuple[str, ...]) -> Callable[..., Mapping[str, Any]]:
    @wraps(says)
    def variables(session: Session, payload: Mapping[str, Any]) -> Mapping[str, Any]:
        said = says(session, payload)
        return {"values": _kept(said, names), "wording": stored(session, said.centre_id, name)}

    return variables


def _to_guardian(says: Says, names: tuple[str, ...]) -> Callable[..., Mapping[str, Any]]:
    @wraps(says)
    def variables(session: Session, payload: Mapping[str, Any]) -> Mapping[str, Any]:
        said = says(session, payload)
        if said.not_for_guardians:
            raise NoLongerNeeded(said.not_for_guardians)
        return {"values": _kept(said, names)}

    return variables
