"""R7.2, R7.5: the alert is for those who go as unfavourable, and for them alone."""

from datetime import datetime, timedelta
from itertools import product

from flask import Flask
from sqlalchemy import true

from recruitment.apogee import alerts
from recruitment.apogee.models import PaidEnrolment
from recruitment.core.database import db
from recruitment.core.transaction import transaction
from recruitment.rules.opi import Answer, BacResult, Left, Situation, decide
from tests.apogee.world import AFTER, JUNE, RESULTS, admit, opened_world


def test_the_alert_says_what_the_decision_code_says(app: Flask) -> None:
    """R6.7, R7.2: who left the list without the baccalauréat is not unfavourable before the results count."""
    with opened_world(app) as world:
        one = world.programme
        cases = {}
        for left, situation, bac in product((None, *Left), range(4), BacResult):
            gone = {"gone_at": JUNE, "gone_because": str(left)} if left else {}
            number = admit(one, situation=situation, bac_result=str(bac), **gone)
            cases[number] = Situation(situation, left, Answer.YES, bac, known_there=True)
        with transaction() as session:
            session.add_all(
                PaidEnrolment(
                    centre_id=one.centre_id, campaign_id=one.campaign_id, programme_id=one.id,
                    candidate_number=number, platform_state=1, received_at=JUNE,
                )
                for number in cases
            )  # fmt: skip

        def unfavourable(now: datetime) -> set[str]:
            told = {number: decide(case, RESULTS, now) for number, case in cases.items()}
            return {number for number, decided in told.items() if decided is not None and decided.code == "D"}

        for now in (AFTER - timedelta(seconds=1), AFTER):
            rows = alerts.listed(db.session(), true(), now, len(cases))
            assert {row.candidate_number for row in rows} == unfavourable(now)
        assert len(unfavourable(AFTER)) == len(unfavourable(AFTER - timedelta(seconds=1))) + 4
