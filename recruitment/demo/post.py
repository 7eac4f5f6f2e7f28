"""What became of the demonstration's mails: none leaves, those of the past are shown as if they had."""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from recruitment.core.database import db
from recruitment.core.transaction import transaction
from recruitment.demo import moments
from recruitment.demo.authors import Authors
from recruitment.demo.catalogue import VAL_D_ARTIERE
from recruitment.mail.letters import default
from recruitment.mail.models import OutboxMail
from recruitment.mail.wording import Wording
from recruitment.mailroom import wordings
from recruitment.programmes.models import TrainingCentre

STILL_QUEUED = timedelta(hours=4)  # what was written since then waits
ONE_FULL, ONE_UNKNOWN = 401, 557  # one mail in so many came back, was refused
CONTACT = "le pôle apprentissage, 04 65 71 00 12"
ENCOURAGING = (
    "Beaucoup d’entreprises recrutent encore en juillet : ne vous découragez pas, venez aux ateliers."
)


def choose() -> None:
    """Let the first centre write to guardians, say whom to call, and word one letter itself."""
    author = Authors(db.session()).administrator(VAL_D_ARTIERE)
    centre_id = (
        db.session().scalars(select(TrainingCentre.id).where(TrainingCentre.uai == VAL_D_ARTIERE.uai)).one()
    )
    db.session.rollback()
    moments.stand_at(moments.BEGINNING + timedelta(minutes=40))
    wordings.choose(author, centre_id, guardians=True, contact=CONTACT)
    ours = default("retained")
    body = ours.body.replace("{periode_contrats}", f"{{periode_contrats}}\n\n{ENCOURAGING}")
    wordings.save(author, centre_id, "retained", Wording(ours.subject, body), "")


def deliver(start: datetime) -> None:
    """Mark what was written before today's noon as gone; let a few fail or come back, so that each end is seen."""
    past = (OutboxMail.status == "queued", OutboxMail.created_at < start - STILL_QUEUED)
    refused = {"status": "failed", "failure": "refused", "last_error": "550 5.1.1 boîte inconnue"}
    gone = {"status": "sent", "sent_at": OutboxMail.created_at}
    full = {"bounced_at": OutboxMail.sent_at, "bounce": "5.2.2 boîte pleine"}
    with transaction() as session:
        for conditions, values in (
            ((*past, OutboxMail.id % ONE_UNKNOWN == 0), {**refused, "failed_at": OutboxMail.created_at}),
            (past, gone),
            ((OutboxMail.status == "sent", OutboxMail.id % ONE_FULL == 0), full),
        ):
            statement = update(OutboxMail).where(*conditions).values(values)
            session.execute(statement.execution_options(synchronize_session=False))
