"""Every icon that a template or a label names is drawn: a missing one shows nothing, and no error."""

import re

from recruitment.labels import STATES
from tests.house.tree import ROOT, files

NAMED = re.compile(
    r"""\b(?:i|evt|vide)\(\s*"([a-z0-9-]+)"|\b(?:bandeau|situation)\(\s*"[a-z]+",\s*"([a-z0-9-]+)\""""
)
DRAWN = re.compile(r'<symbol id="([^"]+)"')


def _drawn() -> set[str]:
    return set(DRAWN.findall((ROOT / "static/vendor/icons.svg").read_text(encoding="utf-8")))


def test_every_icon_of_a_template_is_drawn() -> None:
    named = {
        name
        for path in files(".html", under=("templates",))
        for pair in NAMED.findall(path.read_text(encoding="utf-8"))
        for name in pair
        if name
    }
    assert named
    assert named - _drawn() == set()


def test_every_state_has_its_icon_drawn() -> None:
    assert {label.icon for label in STATES.values()} - _drawn() == set()


def test_the_sheet_holds_the_icons_of_the_list() -> None:
    asked = set((ROOT / "scripts/icons.txt").read_text(encoding="utf-8").split())
    assert asked | {"logo"} == _drawn()
