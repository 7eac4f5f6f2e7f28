"""Calls to the platform's web service, by a centre's connector (formats, section 4). Never inside a transaction."""

import json
from collections.abc import Mapping
from typing import Any

from recruitment.exchanges.connectors import ConnectorRefusedError, Opened, client, register_test
from recruitment.exchanges.outgoing import Outgoing
from recruitment.exchanges.outgoing_errors import status_error
from recruitment.platform import messages
from recruitment.platform.messages import BodyRefused

KIND = "platform"
_HEADERS = {"Content-Type": "application/json; charset=utf-8", "Accept": "application/json"}
_SUCCESS = range(200, 300)


class Wire:
    """The two services of the platform, as one centre calls them. Each method raises OutgoingError, BodyRefused."""

    def __init__(self, connector: Opened, outgoing: Outgoing | None = None) -> None:
        self._settings = connector.settings
        self._who = {
            "login": str(connector.settings.get("login", "")),
            "pwd": connector.secrets.get("password", ""),
        }
        self._outgoing = outgoing or client(connector)

    def admitted(self) -> bytes:
        """Ask for those admitted; return the answer as it came."""
        asked = {"codeEtablissement": str(self._settings.get("establishment_code", ""))}
        return self._post("pull_url", asked)

    def tell(self, body: Mapping[str, Any]) -> tuple[bool, str]:
        """Tell the state of an enrolment; return whether it was taken, and the platform's message."""
        return messages.verdict(self._post("uplink_url", body))

    def knock(self) -> None:
        """Make the call without anybody in it that comes before the others: any readable answer will do."""
        messages.verdict(self._post("uplink_url", {}))

    def _post(self, url: str, body: Mapping[str, Any]) -> bytes:
        sent = json.dumps({"identifiant": self._who, **body}, ensure_ascii=False).encode()
        answer = self._outgoing.exchange("POST", str(self._settings.get(url, "")), sent, dict(_HEADERS))
        if answer.status not in _SUCCESS:
            raise status_error(answer.status)
        return answer.body


def _try(connector: Opened, outgoing: Outgoing) -> str:
    """Try both services, and change nothing there: who was admitted is asked for, and counted."""
    wire = Wire(connector, outgoing)
    try:
        number = len(messages.listed(wire.admitted()))
        wire.knock()
    except BodyRefused as refused:
        raise ConnectorRefusedError(refused.sentence) from refused
    s = "s" if number > 1 else ""
    return f"La plateforme répond : {number} candidat{s} admis à recevoir. L’envoi des inscriptions répond aussi."


register_test(KIND, _try)
