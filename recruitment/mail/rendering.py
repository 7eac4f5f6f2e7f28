"""Make the subject and the two texts of a mail from its template.

Only texts called `.html` are escaped: subjects and plain texts are not HTML, and a subject passes through
`header_safe` instead. The link's beginning is a setting, never what a browser said.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from recruitment.core.config import ROOT
from recruitment.mail.headers import header_safe
from recruitment.mail.registry import Addressee, Template
from recruitment.mail.wording import fill
from recruitment.web import filters

FOLDER = ROOT / "templates"
EXAMPLE = Addressee("camille.martin@exemple.fr", "Camille Martin")
LETTER = "letter"  # the three texts of every letter
FILTERS = ("date_short", "date_long", "weekday", "time_hm", "instant", "iso", "siret", "number", "nbsp")


@dataclass(frozen=True, slots=True)
class Texts:
    """What a mail says."""

    subject: str
    text: str
    html: str


def render(template: Template, addressee: Addressee, variables: Mapping[str, Any], base_url: str) -> Texts:
    """Return the three texts of a mail; an unknown variable raises."""
    given: dict[str, Any] = {**variables, "addressee": addressee, "url": _absolute(base_url)}
    texts, name = _environment(), template.name
    if template.letter is not None:
        wording = variables.get("wording") or template.letter.default
        given["letter"], name = fill(wording, variables["values"], given["url"]), LETTER
    subject = header_safe(texts.get_template(f"mail/{name}.subject.txt").render(given))
    given["subject"] = subject
    return Texts(
        subject,
        texts.get_template(f"mail/{name}.txt").render(given).strip() + "\n",
        texts.get_template(f"mail/{name}.html").render(given),
    )


def render_example(template: Template, base_url: str) -> Texts:
    """Return what a mail looks like, by its example."""
    return render(template, EXAMPLE, template.example, base_url)


def _absolute(base_url: str) -> Callable[[str], str]:
    def url(path: str) -> str:
        return f"{base_url}/{path.lstrip('/')}"

    return url


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=select_autoescape(("html",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update({name: getattr(filters, name) for name in FILTERS})
    return environment
