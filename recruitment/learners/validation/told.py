"""What the platform knows, or is about to know, of a registration through another act than its validation (R6.2).

The mark of the enrolment, or Apogée's own enrolment, may have told the same of the same person already. What
`uplink_queue.queue` would find when it is asked to tell it is read here from a statement.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import aliased

from recruitment.admissions.models import Admitted
from recruitment.exchanges.models import UplinkEntry
from recruitment.learners.models import Registration
from recruitment.rules.registrations import PRINCIPAL

_last = aliased(UplinkEntry)
#: The last that was told of the person, in a statement on `registration` and `admitted`, where it is the same.
Known = aliased(UplinkEntry)


def known() -> ColumnElement[bool]:
    """Return the condition on which `Known` is joined: told last, not withdrawn, and what the validation would tell."""
    last: Any = (
        select(func.max(_last.id))
        .where(
            _last.programme_id == Registration.programme_id,
            _last.candidate_number == Admitted.candidate_number,
            _last.status != "withdrawn",
        )
        .correlate(Registration, Admitted)
        .scalar_subquery()
    )
    state = func.coalesce(Registration.platform_state, PRINCIPAL)
    return and_(Known.id == last, Known.platform_state == state)
