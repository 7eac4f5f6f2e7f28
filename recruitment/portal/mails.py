"""The letter that carries a renewed link."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from recruitment.applications.letters import row_of, said
from recruitment.mail.letters import Said, letter
from recruitment.mail.wording import LINK


@letter("candidate_link", title="nouveau lien personnel", needed=(LINK,))
def candidate_link(session: Session, payload: Mapping[str, Any]) -> Said:
    """R5.2: the link is made when the mail leaves, so that it is the last one."""
    return said(session, row_of(session, payload))
