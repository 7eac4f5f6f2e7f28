"""The bar at the top of the demonstration's pages: what time it is there, and how to move it."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Flask, flash, redirect, render_template, request
from werkzeug.wrappers import Response

from recruitment.core import clock
from recruitment.demo import candidates, travel
from recruitment.demo import clock as demo_clock
from recruitment.demo.catalogue import LOGINS, PASSWORD
from recruitment.demo.forms import DAY, INSTANT, NIGHT, ClockForm
from recruitment.demo.moments import SHORTCUTS, YEAR
from recruitment.web.access import own_path, public
from recruitment.web.filters import date_long, time_hm, weekday
from recruitment.web.forms import InvalidForm

blueprint = Blueprint("demo", __name__)
BACKWARDS = (
    "L’horloge de la démonstration ne recule pas : ce que le système a décidé est définitif. Pour revenir au "
    "début, réinitialisez la démonstration (make demo-reset, puis make run)."
)
TOO_FAR = f"La démonstration s’arrête au 31 décembre {YEAR} : choisissez un instant avant cette date."


@dataclass(frozen=True, slots=True)
class Bar:
    """What the bar shows."""

    now: datetime
    shortcuts: tuple[datetime, ...]
    back: str


def init_app(app: Flask, start: datetime | None) -> None:
    """Install the simulated clock and its bar, only where the configuration asks for a demonstration."""
    demo_clock.install(app, start)
    app.register_blueprint(blueprint)
    app.context_processor(_context)


@blueprint.get("/demo")
@public
def welcome() -> str:
    """Say who one may be: the accounts, and two candidates with what opens their pages."""
    shown = [login for login in LOGINS if login.shown]
    return render_template(
        "demo/welcome.html", logins=shown, password=PASSWORD, candidates=candidates.examples()
    )


@blueprint.get("/demo/horloge")
def clock_form(form: ClockForm | None = None) -> str:
    """Show the clock and what moves it, on a page of its own."""
    form = form or ClockForm(retour=request.args.get("retour", "/"))
    return render_template("demo/clock.html", form=form)


@blueprint.post("/demo/horloge")
def move_clock() -> Response | tuple[str, int]:
    """Move the clock, let the jobs due on the way run, and say what they did."""
    form = ClockForm()
    try:
        target = _target(form.checked())
    except InvalidForm:
        return clock_form(form), 422
    did = travel.advance(target)
    flash(f"Il est {_said(clock.now())}. {did}", "ok")
    return redirect(own_path(form.retour.data), 303)


def _target(form: ClockForm) -> datetime:
    """Return where the clock goes, or refuse to go back."""
    now = clock.now()
    moves = {DAY: travel.tomorrow, NIGHT: travel.tonight}
    target = _in_paris(form.asked) if form.vers.data == INSTANT else moves[str(form.vers.data)](now)
    if target < now:
        form.refuse(BACKWARDS)
    if target.year > YEAR:
        form.refuse(TOO_FAR)
    return target


def _in_paris(written: datetime) -> datetime:
    return written.replace(tzinfo=clock.PARIS)


def _said(instant: datetime) -> str:
    return f"{time_hm(instant)}, {weekday(instant)} {date_long(instant)}"


def _context() -> dict[str, Bar]:
    now = clock.now()
    back = request.full_path.rstrip("?") if request.method == "GET" else "/"
    coming = tuple(instant for instant in SHORTCUTS if instant > now)[:3]
    return {"demo": Bar(clock.in_paris(now), coming, back)}
