"""What can be done with a contract, and what a centre asks the regional authority for when it is full."""

from recruitment.contracts.actions.answer_requests import Answered, answer_requests
from recruitment.contracts.actions.end_contract import Ended, break_contract, cancel_contract
from recruitment.contracts.actions.enter_contract import enter_contract, enter_contract_for_number
from recruitment.contracts.actions.entry_rows import Entered
from recruitment.contracts.actions.regional_requests import (
    Requested,
    request_capacity,
    request_closure,
    withdraw_request,
)
from recruitment.contracts.actions.reply import Replied, reply_to_offer
from recruitment.contracts.actions.withdraw import Withdrawn, withdraw_wish

__all__ = [
    "Answered",
    "Ended",
    "Entered",
    "Replied",
    "Requested",
    "Withdrawn",
    "answer_requests",
    "break_contract",
    "cancel_contract",
    "enter_contract",
    "enter_contract_for_number",
    "reply_to_offer",
    "request_capacity",
    "request_closure",
    "withdraw_request",
    "withdraw_wish",
]
