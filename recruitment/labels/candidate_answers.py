"""The three answers to an offer, what each does, and what is said once it is given (R5.2 to R5.5)."""

from collections.abc import Sequence
from typing import Any

from recruitment.rules.vocabulary import Event, Reply

ANSWERS = {
    Reply.ACCEPT: "J’accepte définitivement",
    Reply.ACCEPT_KEEPING_WISHES: "J’accepte et je garde des vœux en attente",
    Reply.DECLINE: "Je renonce à cette proposition",
}
#: Icon and colour of each.
SIGNS = {
    Reply.ACCEPT: ("circle-check", "oui-definitif"),
    Reply.ACCEPT_KEEPING_WISHES: ("progress-check", "oui-voeux"),
    Reply.DECLINE: ("circle-x", "refusee"),
}
GIVEN = {
    Event.ACCEPT: "Proposition acceptée définitivement",
    Event.ACCEPT_KEEPING_WISHES: "Proposition acceptée, autres vœux gardés",
    Event.DECLINE: "Renoncement à la proposition",
    Event.WITHDRAW: "Renoncement au vœu",
}


def others(number: int) -> str:
    """Return « votre autre vœu » or « vos 6 autres vœux »."""
    return "votre autre vœu" if number == 1 else f"vos {number} autres vœux"


def consequence(reply: Reply, lost: Sequence[Any]) -> str:
    """Say, beside an answer, what it does; `lost`: the other wishes that it puts an end to."""
    if reply is Reply.DECLINE:
        return "La place est rendue. Vos autres vœux ne changent pas."
    if reply is Reply.ACCEPT:
        if not lost:
            return "Votre place est acquise. Vous n’avez pas d’autre vœu ouvert."
        return f"Vous renoncez à {others(len(lost))}."
    if lost:
        return (
            "Votre place est réservée. Vous renoncez à la proposition que vous aviez acceptée ; vos autres vœux "
            "restent ouverts."
        )
    return "Votre place est réservée. Vos autres vœux restent ouverts : vous pourrez renoncer à chacun d’eux."


def warning(reply: Reply, lost: Sequence[Any]) -> tuple[str, str]:
    """Return what the second step says in bold, and what follows."""
    final = "Cette réponse est définitive."
    if reply is Reply.DECLINE:
        return "Vous renoncez à cette proposition.", f"La place est rendue aussitôt. {final}"
    if reply is Reply.ACCEPT:
        if not lost:
            return final, "Vous n’avez pas d’autre vœu ouvert."
        return f"Vous renoncez à {others(len(lost))}.", final
    if lost:
        return "Vous renoncez à la proposition que vous aviez acceptée.", "Sa place est rendue aussitôt."
    return (
        "Vous ne renoncez à aucun vœu.",
        "Votre place est réservée. Vous pourrez l’accepter définitivement ensuite.",
    )


def understood(reply: Reply, lost: Sequence[Any]) -> str:
    """Return the words of the box to tick; none where nothing is lost for good."""
    if reply is Reply.DECLINE:
        return "J’ai compris que je renonce à cette proposition."
    if reply is Reply.ACCEPT and lost:
        mine = "mon autre vœu" if len(lost) == 1 else f"mes {len(lost)} autres vœux"
        return f"J’ai compris que je renonce à {mine}."
    if reply is Reply.ACCEPT:
        return "J’ai compris que cette réponse est définitive."
    return "J’ai compris que je renonce à la proposition acceptée avant." if lost else ""
