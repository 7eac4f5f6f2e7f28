"""`docs/rules.md` names functions that exist and tests that name the rule."""

import re

import pytest

from tests.house.tree import ROOT

ROW = re.compile(
    r"^\| (R\d+\.\d+b?|R3, table|–) \|.*\| (?P<functions>[^|]+) \| (?P<tests>[^|]+) \|$", re.MULTILINE
)
PAGE = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
ROWS = [(found[1], found["functions"], found["tests"]) for found in ROW.finditer(PAGE)]


def _defined(name: str, source: str) -> bool:
    return re.search(rf"^\s*(def|class) {name}\b|^{name}\b.*=", source, re.MULTILINE) is not None


def test_every_row_of_the_page_is_read() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith("| rule ")]
    assert len(ROWS) == len(rows)


@pytest.mark.parametrize(("rule", "functions", "tests"), ROWS)
def test_the_functions_and_the_tests_of_a_rule_exist(rule: str, functions: str, tests: str) -> None:
    source = ""
    for name in re.findall(r"`([^`]+)`", functions):
        if name.endswith(".py"):
            source = (ROOT / "recruitment" / name).read_text(encoding="utf-8")
        else:
            assert _defined(name, source), f"{rule}: {name} is not in its file"
    written = [
        (ROOT / "tests" / name).read_text(encoding="utf-8") for name in re.findall(r"`([^`]+)`", tests)
    ]
    assert written
    assert not re.match(r"R\d+\.\d", rule) or any(rule in text for text in written)
