"""The only commit of the product.

An action opens one transaction, does all its reading and writing in it, and leaves it committed or leaves nothing.
What the database itself refuses (a capacity taken by somebody else in the meantime, a decision already given) comes
out as the refusal that its constraint stands for.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from recruitment.core import turnstile
from recruitment.core.database import db, writing
from recruitment.core.turns import Turns
from recruitment.core.turnstile import Turnstile
from recruitment.rules.errors import CONSTRAINT_REFUSALS, RuleViolation

_sqlite_turns = Turns()
_turnstile: Turnstile | None = None


class NestedTransactionError(RuntimeError):
    """A transaction was opened inside another: one of two actions should be a plain function."""


class StrayWriteError(RuntimeError):
    """Something was changed on a loaded object outside a transaction."""


@contextmanager
def transaction() -> Iterator[Session]:
    """Give the session for one unit of work: committed at the end, rolled back whole at any error.

    Raises RuleViolation where a named constraint of the database refuses, NestedTransactionError when already inside
    one, StrayWriteError when objects were changed before it began.
    """
    if writing.get():
        raise NestedTransactionError("a transaction is already open")
    session = db.session()
    if session.new or session.dirty or session.deleted:
        raise StrayWriteError("objects were changed outside transaction()")
    session.rollback()  # ends the read-only snapshot, so that what is read below is current
    token = writing.set(True)
    try:
        with _turn(session):
            try:
                yield session
                session.commit()
            except BaseException:
                session.rollback()
                raise
    except IntegrityError as error:
        raise _refusal_or_same(error) from error
    finally:
        writing.reset(token)


def _turn(session: Session) -> AbstractContextManager[None]:
    """Return the place of a writer among the others: on SQLite they would fight for its one lock."""
    engine = session.get_bind()
    return _sqlite_turn(engine.engine.url.database) if engine.dialect.name == "sqlite" else nullcontext()


@contextmanager
def _sqlite_turn(database: str | None) -> Iterator[None]:
    """Wait for the others of this process, then for the other processes."""
    global _turnstile  # noqa: PLW0603 - one database per process, but for the tests; only who has the turn writes it
    with _sqlite_turns.turn() as mine:
        if mine:
            _turnstile = turnstile.of(database, _turnstile)
        with _turnstile.passed() if mine and _turnstile is not None else nullcontext():
            yield


def _refusal_or_same(error: IntegrityError) -> Exception:
    """Return the refusal that the broken constraint or trigger stands for, or the error itself: a bug."""
    diagnosis = getattr(error.orig, "diag", None)
    text = f"{getattr(diagnosis, 'constraint_name', None) or ''} {error.orig}"
    for name, code in CONSTRAINT_REFUSALS.items():
        if name in text:
            return RuleViolation(code)
    return error
