"""The only way past the triggers that keep final rows: for free texts, in one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from recruitment.privacy.models import PurgePermit


@contextmanager
def permit(session: Session) -> Iterator[None]:
    """Let free texts of final rows be emptied inside, and nothing else be changed; the row goes before the commit."""
    session.execute(insert(PurgePermit).values(id=1, gone_before_commit=0))
    yield
    session.execute(delete(PurgePermit).execution_options(synchronize_session=False))
