"""Set the day on site up: open or closed, the stations, when what is validated goes up (R6.8)."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template
from flask_login import current_user
from werkzeug.wrappers import Response

from recruitment.core.database import db
from recruitment.exchanges.moments import AT_END_OF_DAY, AT_VALIDATION, at_validation
from recruitment.labels.pre_registration import KINDS, euros
from recruitment.stations.actions import set_up
from recruitment.stations.on_site_forms import RenameForm, SettingsForm, StationForm
from recruitment.stations.queries import board as queries
from recruitment.stations.views import reach
from recruitment.stations.views.board import PassForm
from recruitment.web.errors import Refusal, shows_refusal

blueprint = Blueprint("set_up", __name__)
ADDRESS = "/parametrage/accueil-inscriptions"
STEPS = {"monter": -1, "descendre": 1}


@blueprint.get(ADDRESS)
def settings(
    form: Any = None, refusal: Refusal | None = None, *, station_form: StationForm | None = None
) -> str:
    """Show the settings and the stations."""
    centre_id = reach.set_centre()
    session = db.session()
    site = queries.site(session, centre_id)
    return render_template(
        "stations/settings.html",
        site=site,
        stations=queries.stations(session, centre_id),
        retired=queries.stations(session, centre_id, retired=True),
        kinds=KINDS,
        form=form
        if isinstance(form, SettingsForm)
        else SettingsForm(formdata=None, data=_now(site, centre_id)),
        station_form=station_form or StationForm(formdata=None, kind="other"),
        refusal=refusal,
    )


def _now(site: Any, centre_id: int) -> dict[str, Any]:
    moment = AT_VALIDATION if at_validation(db.session(), centre_id) else AT_END_OF_DAY
    cents = site.amount_cents if site is not None else None
    return {
        "enabled": bool(site is not None and site.enabled),
        "moment": moment if site is not None else AT_END_OF_DAY,
        "amount": euros(cents).removesuffix("\u00a0€") if cents else "",
    }


@blueprint.post(ADDRESS)
@shows_refusal(settings)
def choose() -> Response:
    """Open or close the day on site."""
    centre_id = reach.set_centre()
    chosen = SettingsForm().checked().chosen()
    queued = set_up.choose(current_user, centre_id, chosen)
    s = "s" if queued > 1 else ""
    waited = "qui attendaient mises" if queued > 1 else "qui attendait mise"
    left = f" {queued} inscription{s} {waited} en file pour la plateforme." if queued else ""
    return _back(f"Accueil sur place : réglages enregistrés.{left}")


@blueprint.get(f"{ADDRESS}/postes")
def stations_address() -> Response:
    """Lead to the settings: adding a station is a form of theirs."""
    reach.set_centre()
    return redirect(ADDRESS, 303)


def _not_added(form: Any = None, refusal: Refusal | None = None) -> str:
    return settings(refusal=refusal, station_form=form or StationForm())


@blueprint.post(f"{ADDRESS}/postes")
@shows_refusal(_not_added)
def add_station() -> Response:
    """Add a station after the others."""
    centre_id = reach.set_centre()
    form = StationForm().checked()
    set_up.add_station(current_user, centre_id, str(form.kind.data), str(form.name.data))
    return _back(f"Poste « {form.name.data} » ajouté, après les autres.")


@blueprint.get(f"{ADDRESS}/postes/<int:station_id>")
def station_form(station_id: int, form: RenameForm | None = None, refusal: Refusal | None = None) -> str:
    """Show the name of a station, to change it."""
    row = reach.station(reach.set_centre(), station_id)
    shown = form or RenameForm(data={"name": row.name})
    return render_template("stations/station.html", station=row, kinds=KINDS, form=shown, refusal=refusal)


@blueprint.post(f"{ADDRESS}/postes/<int:station_id>")
@shows_refusal(station_form)
def rename_station(station_id: int) -> Response:
    """Change the name of a station."""
    centre_id = reach.set_centre()
    reach.station(centre_id, station_id)
    form = RenameForm().checked()
    set_up.rename_station(current_user, centre_id, station_id, str(form.name.data))
    return _back(f"Poste renommé « {form.name.data} ».")


@blueprint.get(f"{ADDRESS}/postes/<int:station_id>/<any(monter, descendre, retirer, remettre):act>")
def no_page(station_id: int, act: str) -> Response:  # noqa: ARG001 - an address opened again leads to the list
    """Lead to the settings: these acts are buttons of theirs."""
    reach.set_centre()
    return redirect(ADDRESS, 303)


def _refused(station_id: int, act: str, refusal: Refusal | None = None, form: Any = None) -> str:
    del station_id, act, form
    return settings(refusal=refusal)


@blueprint.post(f"{ADDRESS}/postes/<int:station_id>/<any(monter, descendre, retirer, remettre):act>")
@shows_refusal(_refused)
def change_station(station_id: int, act: str) -> Response:
    """Move a station, close it, or open it again."""
    centre_id = reach.set_centre()
    row = reach.station(centre_id, station_id)
    PassForm().checked()
    if act in STEPS:
        set_up.move_station(current_user, centre_id, station_id, STEPS[act])
        return _back(f"Ordre des postes modifié : « {row.name} ».")
    restored = act == "remettre"
    set_up.retire_station(current_user, centre_id, station_id, restored=restored)
    told = (
        "est de nouveau ouvert, après les autres." if restored else "est retiré. Ce qui y est passé le reste."
    )
    return _back(f"Le poste « {row.name} » {told}")


def _back(sentence: str) -> Response:
    flash(sentence, "ok")
    return redirect(ADDRESS, 303)
