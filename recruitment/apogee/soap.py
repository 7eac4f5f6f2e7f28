"""The operation of Apogée's web service, called through the client that all connectors share.

The description is a file of ours: nothing is fetched to know what to send. What comes back is parsed without
document type, entity or external reference.
"""

from functools import cache
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import requests
import zeep
from defusedxml.ElementTree import fromstring
from lxml import etree
from zeep.exceptions import Error as ZeepError
from zeep.exceptions import Fault
from zeep.transports import Transport
from zeep.wsdl import Document

from recruitment.exchanges.outgoing import Outgoing, OutgoingError

WSDL = Path(__file__).with_name("opi_metier.wsdl")
NAMESPACE = "gouv.education.apogee.commun.servicesmetiers.OpiMetier"
BINDING = f"{{{NAMESPACE}}}OpiMetierSoapBinding"
TAKEN = f"{{http://schemas.xmlsoap.org/soap/envelope/}}Body/{{{NAMESPACE}}}mettreajourDonneesOpi_v10Response"
LONGEST_ANSWER = 500
_client: Any = zeep.Client  # its functions say no types
_document: Any = Document
_SETTINGS = zeep.Settings(
    strict=True, forbid_dtd=True, forbid_entities=True, forbid_external=True, xml_huge_tree=False
)


class Refused(Exception):  # noqa: N818 - Apogée's decision, not a fault of ours
    """Apogée said no (`WebBaseException`), or that our message does not hold; sent again it would say so again."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words[:LONGEST_ANSWER]


class Unanswered(Exception):  # noqa: N818 - met in the normal course of things
    """No answer that can be read; `ours` when the settings are to blame, so that nobody else will get further.

    `is_fault` when the service says that it failed: at everything, or at this message. `maybe_received` unless it is
    sure that Apogée took nothing.
    """

    def __init__(
        self, words: str, *, ours: bool = False, is_fault: bool = False, maybe_received: bool = True
    ) -> None:
        super().__init__(words)
        self.words = words[:LONGEST_ANSWER]
        self.ours = ours
        self.is_fault = is_fault
        self.maybe_received = maybe_received


#: Kinds of a failed exchange that the settings of the connector, or its credentials, explain.
_OURS = frozenset(
    {
        "unauthorized",
        "url_invalid",
        "host_not_allowed",
        "address_not_allowed",
        "not_https",
        "redirected",
        "tls",
    }
)


class _Wire(Transport):
    """What carries zeep's messages: to one address by our client, and from one file."""

    def __init__(self, outgoing: Outgoing | None) -> None:
        super().__init__(cache=None, session=requests.Session())  # type: ignore[no-untyped-call]
        self.session.trust_env = False
        self.outgoing = outgoing
        self.answered = b""

    def load(self, url: str) -> bytes:
        """Give the description, and nothing else."""
        if url != str(WSDL):
            raise LookupError(url)
        return WSDL.read_bytes()

    def post(self, address: str, message: Any, headers: Any) -> requests.Response:
        """Send a message and return the answer as zeep reads it."""
        if self.outgoing is None:
            raise LookupError(address)
        body = message.encode() if isinstance(message, str) else message
        answer = self.outgoing.post_xml(
            address, body, headers={"SOAPAction": headers.get("SOAPAction", '""')}
        )
        self.answered = answer.body
        response = requests.Response()
        response.status_code = answer.status
        response._content = answer.body
        response.headers["Content-Type"] = answer.content_type
        response.encoding = "utf-8"
        return response


@cache
def _description() -> Document:
    """Return the description, read once by each process."""
    read: Document = _document(str(WSDL), _Wire(None), settings=_SETTINGS)
    return read


def update_opi(outgoing: Outgoing, address: str, data: dict[str, Any] | None) -> None:
    """Have Apogée take a person and their wishes. Raises Refused, Unanswered."""
    wire = _Wire(outgoing)
    service = _client(_description(), transport=wire, settings=_SETTINGS).create_service(BINDING, address)
    try:
        service.mettreajourDonneesOpi_v10(_donneesOpi=data)
        _check_taken(wire.answered)
    except Fault as fault:
        _refuse(fault)
    except OutgoingError as error:
        raise Unanswered(
            error.sentence, ours=error.kind in _OURS, maybe_received=error.maybe_received
        ) from error
    except (
        ZeepError,
        etree.LxmlError,
        ParseError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
    ) as error:
        raise Unanswered("la réponse d’Apogée ne peut pas être lue") from error


def _check_taken(answered: bytes) -> None:
    """Refuse an answer that is not the operation's own: zeep takes any body for one without content."""
    if fromstring(answered).find(TAKEN) is None:
        raise ValueError(TAKEN)


def _refuse(fault: Fault) -> None:
    """Tell a refusal of Apogée's from a server that is in trouble."""
    detail = fault.detail
    found = None if detail is None else detail.find(f"{{{NAMESPACE}}}WebBaseException")
    words = "" if found is None else " ".join("".join(found.itertext()).split())
    if found is not None or (fault.code or "").rpartition(":")[2] == "Client":
        raise Refused(words or (fault.message or "").strip() or "WebBaseException") from fault
    raise Unanswered(f"Apogée signale une erreur : {(fault.message or '').strip()}", is_fault=True) from fault
