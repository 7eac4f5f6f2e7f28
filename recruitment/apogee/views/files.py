"""The flat files, handed out in one archive (R7.1, R7.2)."""

import io
import zipfile
from collections.abc import Callable, Mapping

from flask import Blueprint, Response, render_template
from flask_login import current_user
from werkzeug.wrappers import Response as WerkzeugResponse
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from recruitment.apogee import files as acts
from recruitment.apogee import profiles
from recruitment.apogee.forms import FilesForm
from recruitment.apogee.views import desk
from recruitment.core import clock
from recruitment.core.database import db
from recruitment.exchanges import connectors
from recruitment.journal.actions import person
from recruitment.labels import apogee as labels
from recruitment.web.errors import Refusal, shows_refusal

blueprint = Blueprint("files", __name__)
ADDRESS = "/echanges/apogee/fichiers"


@blueprint.get(ADDRESS)
def files(form: FilesForm | None = None, refusal: Refusal | None = None) -> str:
    """Show the profiles, and what the files hold."""
    year, scope = desk.write_scope()
    desk.refuse_unless_whole()
    ready = any(connectors.ready(db.session(), scope.centre_id, kind) for kind in acts.GATES)
    return render_template(
        "apogee/files.html",
        year=year,
        form=form or _form(scope.centre_id),
        refusal=refusal,
        ready=ready,
        concerned=desk.is_concerned(scope),
        may_write=True,
        labels=labels,
    )


@blueprint.post(ADDRESS)
@shows_refusal(files)
def export() -> WerkzeugResponse:
    """Hand out the files of a session, all whole centre's persons in them."""
    year, scope = desk.write_scope()
    desk.refuse_unless_whole()
    form = _form(scope.centre_id).checked()
    name = str(form.profile.data)
    layout = profiles.found(db.session(), scope.centre_id, name)
    archive = io.BytesIO()
    if layout is None:
        raise LookupError(name)
    acts.export(person(current_user.id), scope, (name, layout), _into(archive), (clock.now(), clock.wall()))
    answer = Response(archive.getvalue(), content_type="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="opi-{year}-{clock.today()}.zip"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _form(centre_id: int) -> FilesForm:
    form = FilesForm()
    form.profile.choices = [SelectChoice(name, name) for name in profiles.names(db.session(), centre_id)]
    return form


def _into(archive: io.BytesIO) -> Callable[[Mapping[str, bytes]], None]:
    def deliver(contents: Mapping[str, bytes]) -> None:
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, content in contents.items():
                packed.writestr(name, content)

    return deliver
