"""The words of answers to offers: why one comes too late, why a wish was left."""

from collections.abc import Callable, Mapping
from typing import Any

from recruitment.labels.dates import instant
from recruitment.rules.vocabulary import Because

#: Beside a contract that ended with its wish; one that its candidate left needs no more words.
ENDS = {
    Because.ACCEPTED_ELSEWHERE: "Le candidat a accepté une autre proposition.",
    Because.NO_REPLY: "Le candidat n’a pas répondu à une autre proposition.",
}

#: Why a wish was left, in the history and the mails.
BECAUSE = {
    Because.OWN: "à la demande du candidat",
    Because.ACCEPTED_ELSEWHERE: "le candidat a accepté une autre proposition",
    Because.NO_REPLY: "le candidat n’a pas répondu à temps à une autre proposition",
}


def _reply_too_late(facts: Mapping[str, Any]) -> str:
    until = (
        f" Il fallait répondre jusqu’au {instant(facts['reply_until'])}." if "reply_until" in facts else ""
    )
    return (
        f"Trop tard pour répondre à cette proposition.{until} Elle n’est plus valable et la place est rendue. "
        "Pour toute question, écrivez au CFA."
    )


REFUSALS: dict[str, str | Callable[[Mapping[str, Any]], str]] = {"reply_too_late": _reply_too_late}
