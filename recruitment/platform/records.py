"""What the platform sends, as the pool takes it."""

from collections.abc import Iterable

from recruitment.admissions.records import AdmittedRecord, GuardianRecord
from recruitment.platform.reading import Received


def record_of(one: Received, line: int) -> AdmittedRecord:
    """Return a candidate as the pool takes them, from that line of the answer."""
    guardians = {
        who.position: GuardianRecord(who.last_name, who.first_name, who.email, who.phone, who.address)
        for who in one.guardians
    }
    return AdmittedRecord(
        line=line,
        candidate_number=one.candidate_number,
        situation=one.situation,
        **one.columns,
        guardian_1=guardians.get(1, GuardianRecord()),
        guardian_2=guardians.get(2, GuardianRecord()),
    )


def by_programme(received: Iterable[Received]) -> dict[str, list[AdmittedRecord]]:
    """Return the candidates of each programme's code, numbered as the answer has them."""
    found: dict[str, list[AdmittedRecord]] = {}
    for line, one in enumerate(received, 1):
        found.setdefault(one.programme_code, []).append(record_of(one, line))
    return found
