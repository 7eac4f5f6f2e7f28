"""Where the registrations of a list of learners stand (R6.5)."""

from sqlalchemy import ColumnElement, and_, or_

from recruitment.admissions.models import Admitted
from recruitment.learners.models import Registration

missing = or_(Registration.division_id.is_(None), Registration.regime.is_(None))
_open = and_(Registration.validated_at.is_(None), Registration.cancelled_at.is_(None))
changed = and_(
    Registration.cancelled_at.is_(None), Registration.admitted_version.is_distinct_from(Admitted.version)
)
#: Where a registration stands.
SITUATIONS: dict[str, ColumnElement[bool]] = {
    "": Registration.cancelled_at.is_(None),
    "a-completer": and_(_open, missing),
    "completes": and_(_open, ~missing),
    "validees": and_(Registration.validated_at.is_not(None), Registration.cancelled_at.is_(None)),
    "modifiees": changed,
    "retires": and_(Registration.cancelled_at.is_(None), Admitted.gone_at.is_not(None)),
    "annulees": Registration.cancelled_at.is_not(None),
}
