"""The connectors of a centre: their settings, « Tester le connecteur », and whom they let call us (R7.3)."""

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from recruitment.accounts.access import may, refuse_unless
from recruitment.core.database import db
from recruitment.exchanges import actions, connectors, queries
from recruitment.exchanges.actions import PushCredentials
from recruitment.exchanges.connector_fields import FIELDS
from recruitment.exchanges.forms import ConnectorForm, StepForm, SwitchForm, form_of
from recruitment.labels import exchanges as labels
from recruitment.rules.vocabulary import Permission
from recruitment.web.errors import Refusal, shows_refusal
from recruitment.web.forms import Form
from recruitment.web.submissions import submission_of

blueprint = Blueprint("connectors", __name__)
ADDRESS = "/parametrage/connecteurs"
#: In addresses → as it is kept.
KINDS = {"parcoursup": "platform", "apogee": "apogee"}
KEEPS_WHAT_WAS_TYPED = frozenset({"stale_version", "secret_of_another_host"})
PUSHED = frozenset({"platform"})
NO_CENTRE = "Les connecteurs sont ceux d’un centre : seul l’administrateur du centre les règle."
PUSH_PATH = "/api/parcoursup/admissionCandidat"


@blueprint.get(ADDRESS)
def connectors_list() -> str:
    """List what a centre can be connected to, and where each stands."""
    rows = queries.connectors(db.session(), _centre())
    lines = [
        (slug, kind, connectors.open_row(rows[kind]) if kind in rows else None)
        for slug, kind in KINDS.items()
    ]
    return render_template("exchanges/connectors.html", lines=lines, labels=labels)


@blueprint.get(f"{ADDRESS}/<connector>")
def connector_form(
    connector: str,
    form: Form | None = None,
    refusal: Refusal | None = None,
    made: PushCredentials | None = None,
) -> str:
    """Show the settings of a connector; its secrets are never shown again."""
    centre_id, kind = _centre(), _kind(connector)
    row = queries.connectors(db.session(), centre_id).get(kind)
    opened = connectors.open_row(row) if row is not None else None
    version = opened.version if opened else 0
    if refusal is not None and refusal.code in KEEPS_WHAT_WAS_TYPED and "seconds" in request.form:
        form = form_of(kind)()  # for a stale version: beside what a colleague kept
        form.version.data, form.version.raw_data = version, None
    elif not isinstance(form, ConnectorForm):
        given = opened.settings if opened else {"establishment_code": queries.uai(db.session(), centre_id)}
        form = form_of(kind)(formdata=None, **{**given, "version": version})
    return render_template(
        "exchanges/connector.html",
        slug=connector,
        kind=kind,
        fields=FIELDS[kind],
        form=form,
        step=StepForm(formdata=None),
        row=row,
        opened=opened,
        pushed=kind in PUSHED,
        push_path=PUSH_PATH,
        made=made,
        tester=queries.account_name(db.session(), row.tested_by_id if row else None),
        refusal=refusal,
        labels=labels,
    )


@blueprint.post(f"{ADDRESS}/<connector>")
@shows_refusal(connector_form)
def save_connector(connector: str) -> Response:
    """Keep the settings."""
    centre_id, kind = _centre(), _kind(connector)
    form = form_of(kind)().checked()
    must_be_tried = actions.save(
        current_user, centre_id, kind, form.settings, form.secrets, form.version.data or 0
    )
    more = " Rien ne part avant « Tester le connecteur »." if must_be_tried else ""
    return _back(connector, f"Réglages du connecteur enregistrés.{more}")


@blueprint.post(f"{ADDRESS}/<connector>/essai")
@shows_refusal(connector_form)
def test_connector(connector: str) -> Response:
    """Call the neighbour, and say what it answered."""
    centre_id, kind = _centre(), _kind(connector)
    tried = actions.test(current_user, centre_id, kind)
    return _back(connector, tried.sentence, "ok" if tried.succeeded else "bloque")


@blueprint.post(f"{ADDRESS}/<connector>/activation")
@shows_refusal(connector_form)
def switch_connector(connector: str) -> Response:
    """Let a connector work, or stop it."""
    centre_id, kind = _centre(), _kind(connector)
    on = SwitchForm().checked().on.data == "oui"
    actions.switch(current_user, centre_id, kind, on=on)
    return _back(
        connector, "Connecteur activé." if on else "Connecteur suspendu : rien ne part, rien n’est reçu."
    )


@blueprint.post(f"{ADDRESS}/<connector>/reception")
@shows_refusal(connector_form)
def renew_push(connector: str) -> str:
    """Draw the credentials that the neighbour calls us with, and show them this once."""
    centre_id, kind = _centre(), _kind(connector)
    if kind not in PUSHED:
        abort(404)
    form = StepForm().checked()
    made = actions.renew_push(current_user, centre_id, kind, submission_of(form, current_user.id))
    return connector_form(connector, made=made)


@blueprint.get(f"{ADDRESS}/<connector>/<any(essai, activation, reception):_act>")
def step_form(connector: str, _act: str) -> Response:
    """Show the connector: its acts are asked for on its page."""
    _centre()
    _kind(connector)
    return redirect(f"{ADDRESS}/{connector}", 303)


def _centre() -> int:
    refuse_unless(may(current_user, Permission.SETTINGS), Permission.SETTINGS)
    return int(current_user.centre_id) if current_user.centre_id is not None else abort(403, NO_CENTRE)


def _kind(connector: str) -> str:
    return KINDS.get(connector) or abort(404)


def _back(connector: str, sentence: str, tone: str = "ok") -> Response:
    flash(sentence, tone)
    return redirect(f"{ADDRESS}/{connector}", 303)
