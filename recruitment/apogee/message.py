"""A person and their wishes in the words of Apogée; its names of fields are known here and in the files alone."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from recruitment.apogee.wishes import Wish
from recruitment.rules import opi_fields as fields
from recruitment.rules.countries import FRANCE, country_code
from recruitment.rules.opi_fields import Losses, Unwritable

SHORT_CODE = 4


@dataclass(frozen=True, slots=True)
class Person:
    """What is written of a person, each field at its width."""

    opi: str
    last_name: str
    usual_name: str
    first_name: str
    first_name_2: str
    first_name_3: str
    sex: str
    ine: str
    ine_key: str
    birth_day: str
    birth_town: str
    birth_place: str
    birth_place_kind: str
    nationality: str
    country: str
    postal_code: str
    town: str
    town_code: str
    address_1: str
    address_2: str
    address_3: str
    phone: str
    mobile: str
    email: str
    bac_year: str
    bac_series: str
    last_school: str
    losses: Losses = field(compare=False)


def person(row: Any) -> Person:
    """Write a person of the pool; raises Unwritable."""
    losses = Losses()
    ine, key = fields.ine_and_key(row.ine)
    place, kind = fields.birth_place(row.birth_department, row.birth_country)
    return Person(
        opi=fields.opi_code(row.candidate_number),
        last_name=_named(row.last_name, fields.NAME, "nom", losses),
        usual_name=losses.fitted("nom d’usage", fields.capitals(row.usual_name), fields.NAME),
        first_name=_named(row.first_name, fields.FIRST_NAME, "prénom", losses),
        first_name_2=losses.fitted("2e prénom", fields.capitals(row.first_name_2), fields.FIRST_NAME),
        first_name_3=losses.fitted("3e prénom", fields.capitals(row.first_name_3), fields.FIRST_NAME),
        sex=row.sex or "",
        ine=ine,
        ine_key=key,
        birth_day=fields.day(row.birth_date),
        birth_town=losses.fitted("ville de naissance", fields.capitals(row.birth_town), fields.TOWN),
        birth_place=place,
        birth_place_kind=kind,
        nationality=_country("nationalité", row.nationality, losses),
        country=_country("pays", row.country or "France", losses),
        postal_code=losses.whole("code postal", fields.capitals(row.postal_code), 5),
        town=fields.capitals(row.town),
        town_code=row.town_code or "",
        address_1=_line("adresse", row.address_1, losses),
        address_2=_line("adresse (2)", row.address_2, losses),
        address_3=_line("adresse (3)", row.address_3, losses),
        phone=losses.whole("téléphone fixe", fields.phone(row.phone), fields.PHONE),
        mobile=losses.whole("téléphone mobile", fields.phone(row.mobile), fields.PHONE),
        email=losses.whole("adresse mail", fields.email(row.email), fields.EMAIL),
        bac_year=str(row.bac_year or ""),
        bac_series=losses.whole("série du bac", fields.capitals(row.bac_series), SHORT_CODE),
        last_school=row.origin_uai or "",
        losses=losses,
    )


def _named(text: str, width: int, what: str, losses: Losses) -> str:
    spelt = losses.fitted(what, fields.capitals(text), width)
    if not spelt:
        raise Unwritable("name_unreadable")
    return spelt


def _country(what: str, text: str | None, losses: Losses) -> str:
    code = country_code(text or "") or ""
    if text and not code:
        losses.left_out.append(what)
    return code


def _line(what: str, text: str | None, losses: Losses) -> str:
    return losses.fitted(what, fields.address_line(text), fields.ADDRESS)


def opi(one: Person, wishes: Sequence[Wish]) -> dict[str, Any]:
    """Return the message of the web service; what is empty is left nil."""
    bac = _filled(codBac=one.bac_series, daaObtBacOba=one.bac_year)
    return _filled(
        adresseFixe=_address(one),
        bac=bac if one.bac_series else None,
        individu=_individual(one),
        voeux={"item": [_wish(wish) for wish in wishes]},
    )


def _address(one: Person) -> dict[str, Any] | None:
    foreign = one.country not in ("", FRANCE)
    town = one.town[: fields.ADDRESS].rstrip()
    lines = _filled(lib1=one.address_1, lib2=one.address_2, lib3=one.address_3)
    if not lines and not one.postal_code and not town:
        return None
    return lines | _filled(
        codBdi="" if foreign else one.postal_code,
        codCom="" if foreign else one.town_code,
        codPay=one.country,
        libAde=f"{one.postal_code} {town}".strip()[: fields.ADDRESS] if foreign else "",
        numTel=one.phone or one.mobile,
    )


def _individual(one: Person) -> dict[str, Any]:
    return _filled(
        codOpiIntEpo=one.opi,
        dernierEtbFrequente=_filled(codEtbAntIaa=one.last_school),
        donneesNaissance=_filled(
            codDepPayNai=one.birth_place,
            codPayNat=one.nationality,
            codTypDepPayNai=one.birth_place_kind,
            dateNaiIndOpi=one.birth_day,
            libVilNaiEtuOpi=one.birth_town,
            temDateNaiRelOpi="N",
        ),
        donneesPersonnelles=_filled(adrMailOpi=one.email, numTelPorOpi=one.mobile),
        etatCivil=_filled(
            codNneIndOpi=one.ine + one.ine_key,
            codSexEtuOpi=one.sex,
            libNomPatIndOpi=one.last_name,
            libNomUsuIndOpi=one.usual_name,
            libPr1IndOpi=one.first_name,
            libPr2IndOpi=one.first_name_2,
            libPr3IndOpi=one.first_name_3,
        ),
    )


def _wish(wish: Wish) -> dict[str, Any]:
    return _filled(
        codCge=wish.cge,
        codDecVeu=wish.code,
        codCatOuiSi=wish.category,
        mtfCat=wish.motive,
        codDemDos="C",
        codEtp=wish.etp,
        codVrsVet=int(wish.vet),
        numCls=1,
        temValPsd="N",
    )


def _filled(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in ("", None, {})}


def digest(data: dict[str, Any]) -> str:
    """Return what tells this message from another of the same person."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
