"""What no source file may hold."""

import re

from tests.house.tree import files, lines

CLOCKS = re.compile(
    r"datetime\.(now|utcnow|today)\(|date\.today\(|\btime\.time(_ns)?\(|func\.now\(|CURRENT_TIMESTAMP|'now'",
    re.IGNORECASE,
)
LEFT_FOR_LATER = re.compile(r"\b(TODO|FIX" + r"ME|X" + r"XX|HACK)\b")
SKIPS = re.compile(r"pytest\.(skip|importorskip|xfail|mark\.(skip|skipif|xfail))\b|\bsleep\(")
MEANINGLESS = {"utils.py", "helpers.py", "common.py", "base.py", "manager.py", "misc.py"}
CLOCK = "recruitment/core/clock.py"
THIS = "tests/house/test_sources.py"


def _offenders(
    pattern: re.Pattern[str], found: list[tuple[str, str]], allowed: tuple[str, ...] = ()
) -> list[str]:
    return [
        f"{place}: {line.strip()}"
        for place, line in found
        if pattern.search(line) and not place.startswith((THIS, *allowed))
    ]


def test_only_the_clock_reads_the_time() -> None:
    assert _offenders(CLOCKS, lines(".py", under=("app.py", "migrations", "recruitment")), (CLOCK,)) == []


def test_nothing_is_left_for_later() -> None:
    assert _offenders(LEFT_FOR_LATER, lines(".py", ".html", ".css", ".js", ".toml")) == []


def test_no_test_is_skipped_expected_to_fail_or_asleep() -> None:
    assert _offenders(SKIPS, lines(".py", under=("tests",))) == []


def test_every_file_is_named_by_what_it_holds() -> None:
    assert [str(path) for path in files(".py") if path.name in MEANINGLESS] == []
