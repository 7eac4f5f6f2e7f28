"""Apogée's OpiMetier, as far as it is called: SOAP 1.1, document/literal, its own check of what it receives."""

import base64
import re
from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from tests.neighbours.server import Asked, Neighbour, Reply

LOGIN, PASSWORD = "tremplin-opi", "mot-de-passe-opi"
SPACE = "gouv.education.apogee.commun.servicesmetiers.OpiMetier"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
XML = "text/xml; charset=utf-8"
#: The elements of each part, all of them, in this order.
ORDER: Mapping[str, str] = {
    "_donneesOpi": "adresseAnnuelle adresseFixe bac dac individu voeux donneesThese",
    "individu": (
        "codEtuOpi codOpiIntEpo dernierDiplObt dernierEtbFrequente donneesNaissance donneesPersonnelles etatCivil "
        "inscriptionParallele premiereInscription prgEchange situationAnnPre"
    ),
    "item": (
        "codAttDec codCge codCmp codRge codDecVeu codCatOuiSi mtfCat codDemDos codDip codEtp codMfo codSpe1Opi "
        "codSpe2Opi codSpe3Opi codTyd codVrsVdi codVrsVet convocation libCmtJur numCls temValPsd titreAccesExterne "
        "ctrAdr codCatExoExt comExoExt"
    ),
    "etatCivil": (
        "codNneIndOpi codSexEtuOpi libNomPatIndOpi libNomUsuIndOpi libPr1IndOpi libPr2IndOpi libPr3IndOpi"
    ),
    "donneesNaissance": (
        "codDepPayNai codPayNat codTypDepPayNai dateNaiIndOpi libVilNaiEtuOpi temDateNaiRelOpi"
    ),
}
CAPITALS = r"[A-Z0-9 '\-]"
#: What a field may hold.
FORMS: Mapping[str, str] = {
    "codOpiIntEpo": r".{1,10}",
    "codNneIndOpi": r"[0-9A-Z]{11}",
    "codSexEtuOpi": r"[MF]",
    "libNomPatIndOpi": CAPITALS + "{1,30}",
    "libNomUsuIndOpi": CAPITALS + "{1,30}",
    "libPr1IndOpi": CAPITALS + "{1,20}",
    "libPr2IndOpi": CAPITALS + "{1,20}",
    "libPr3IndOpi": CAPITALS + "{1,20}",
    "libVilNaiEtuOpi": CAPITALS + "{1,30}",
    "dateNaiIndOpi": r"[0-3][0-9][01][0-9][12][0-9]{3}",
    "codPayNat": r"[0-9]{3}",
    "codDepPayNai": r"[0-9A-Z]{3}",
    "codTypDepPayNai": r"[DP]",
    "temDateNaiRelOpi": r"N",
    "adrMailOpi": r".{3,200}",
    "numTelPorOpi": r".{1,15}",
    "numTel": r".{1,15}",
    "lib1": r".{1,32}",
    "lib2": r".{1,32}",
    "lib3": r".{1,32}",
    "codCge": r".{1,3}",
    "codEtp": r".{1,6}",
    "codVrsVet": r"[0-9]{1,3}",
    "codDecVeu": r"[FSD]",
    "codDemDos": r"C",
    "numCls": r"1",
    "temValPsd": r"N",
}
NEEDED = ("codCge", "codEtp", "codVrsVet", "codDecVeu", "codDemDos", "numCls", "temValPsd")


class Apogee(Neighbour):
    """Play Apogée. `people` is what it holds of each person; `taken` every message that it took, in order.

    `refusals` says what it has against somebody (`WebBaseException`); `odd` are answers given as they are.
    """

    def __init__(self, port: int = 0, *, credentials: bool = True) -> None:
        super().__init__(port)
        self.credentials = credentials
        self.people: dict[str, dict[str, Any]] = {}
        self.taken: list[str] = []
        self.refusals: dict[str, str] = {}
        self.odd: list[Reply] = []

    @property
    def opi_url(self) -> str:
        """Return where the service is."""
        return f"{self.url}/apo-webservices/services/OpiMetier"

    def code_of(self, number: str) -> str:
        """Return the codes of the wishes that it holds of somebody, in the order of their VET."""
        wishes = self.people[number]["wishes"]
        return "".join(wishes[target]["codDecVeu"] for target in sorted(wishes))

    def play(self, asked: Asked) -> Reply:
        """Answer a call, or give the description."""
        if self.credentials and asked.headers.get("authorization") != _basic(LOGIN, PASSWORD):
            return Reply(b"<h1>Unauthorized</h1>", 401, "text/html")
        if asked.method == "GET":
            return Reply(
                b"<definitions><operation name='mettreajourDonneesOpi_v10'/></definitions>", 200, XML
            )
        with self.lock:
            if self.odd:
                return self.odd.pop(0)
            return self._take(asked)

    def _take(self, asked: Asked) -> Reply:
        try:
            envelope = fromstring(asked.body)
        except (ParseError, DefusedXmlException):
            self.problems.append("not XML")
            return _fault("Client", "XML")
        data = envelope.find(f"{{{SOAP}}}Body/{{{SPACE}}}mettreajourDonneesOpi_v10/_donneesOpi")
        if data is None or data.get(NIL) == "true":
            return _refusal("technical.parameter.noncoherentInput.mettreajourDonneesOpi")
        found = _problems(data)
        number = _text(data, "individu/codOpiIntEpo")
        self.problems += [f"{number}: {one}" for one in found]
        if found:
            return _refusal(f"technical.data.invalid.{found[0]}")
        if number in self.refusals:
            return _refusal(self.refusals[number])
        self._keep(number, data)
        return Reply(_body(f'<m:mettreajourDonneesOpi_v10Response xmlns:m="{SPACE}"/>'), 200, XML)

    def _keep(self, number: str, data: Element) -> None:
        """Take a person as they are now, and their wishes one by one: those that are not told stay."""
        self.taken.append(number)
        wishes = self.people.get(number, {}).get("wishes", {})
        for item in data.findall("voeux/item"):
            wish = _filled(item)
            wishes[wish["codCge"], wish["codEtp"], wish["codVrsVet"]] = wish
        fields = {one.tag: (one.text or "") for one in data.iter() if not len(one) and one.get(NIL) != "true"}
        for item in data.findall("voeux/item"):
            for one in item:
                fields.pop(one.tag, None)
        self.people[number] = {"fields": fields, "wishes": wishes}


def _problems(data: Element) -> list[str]:
    found = []
    for part in data.iter():
        names = " ".join(one.tag for one in part)
        if part.tag in ORDER and part.get(NIL) != "true" and names != ORDER[part.tag]:
            found.append(f"{part.tag}: {names}")
        if (
            part.tag in FORMS
            and part.get(NIL) != "true"
            and not re.fullmatch(FORMS[part.tag], part.text or "")
        ):
            found.append(f"{part.tag}={part.text!r}")
    items = data.findall("voeux/item")
    if not items:
        found.append("no wish")
    found += [f"{name} missing" for item in items for name in NEEDED if name not in _filled(item)]
    found += [
        "no category" for item in items if _text(item, "codDecVeu") != "S" and _text(item, "codCatOuiSi")
    ]
    return found + [
        f"{path} missing"
        for path in (
            "individu/codOpiIntEpo",
            "individu/etatCivil/libNomPatIndOpi",
            "individu/etatCivil/libPr1IndOpi",
        )
        if not _text(data, path)
    ]


def _filled(item: Element) -> dict[str, str]:
    return {one.tag: one.text for one in item if one.get(NIL) != "true" and one.text}


def _text(data: Element, path: str) -> str:
    found = data.find(path)
    return (found.text or "") if found is not None else ""


def _basic(login: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{login}:{password}".encode()).decode()


def _body(content: str) -> bytes:
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return f'{head}<s:Envelope xmlns:s="{SOAP}"><s:Body>{content}</s:Body></s:Envelope>'.encode()


def _fault(code: str, words: str, detail: str = "") -> Reply:
    told = f"<detail>{detail}</detail>" if detail else ""
    content = (
        f"<s:Fault><faultcode>s:{code}</faultcode><faultstring>{escape(words)}</faultstring>{told}</s:Fault>"
    )
    return Reply(_body(content), 500, XML)


def _refusal(words: str) -> Reply:
    detail = f'<e:WebBaseException xmlns:e="{SPACE}"><lastErrorMsg>{escape(words)}</lastErrorMsg></e:WebBaseException>'
    return _fault("Server", "WebBaseException", detail)
