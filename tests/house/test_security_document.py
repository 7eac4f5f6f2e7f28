"""`docs/security.md` holds each requirement once, names modules and tests that exist, and counts right."""

import re
from collections import Counter

from flask import Flask

from tests.house.tree import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
#: How many requirements of levels 1 and 2 each section of the ASVS 5.0.0 has; level 3 comes last in the sections.
SECTIONS = """
1.1:2 1.2:9 1.3:11 1.4:3 1.5:2 2.1:3 2.2:3 2.3:4 2.4:1 3.2:2 3.3:4 3.4:6 3.5:5 3.7:2 4.1:3 4.2:1 4.3:2 4.4:4
5.1:1 5.2:3 5.3:2 5.4:3 6.1:3 6.2:12 6.3:4 6.4:4 6.5:5 6.6:3 6.8:4 7.1:3 7.2:4 7.3:2 7.4:5 7.5:2 7.6:2 8.1:2 8.2:3
8.3:1 8.4:1 9.1:3 9.2:4 10.1:2 10.2:2 10.3:4 10.4:11 10.5:5 10.6:2 10.7:3 11.1:2 11.2:3 11.3:3 11.4:4 11.5:1 11.6:1
12.1:3 12.2:2 12.3:4 13.1:1 13.2:5 13.3:2 13.4:5 14.1:2 14.2:4 14.3:3 15.1:3 15.2:3 15.3:7 16.1:1 16.2:5 16.3:4
16.4:3 16.5:3 17.1:1 17.2:4 17.3:2
"""
ROW = re.compile(r"^\| ((?:\d+\.\d+\.\d+)(?:, \d+\.\d+\.\d+)*) \| (.*) \|$", re.MULTILINE)
QUOTED = re.compile(r"`([^`]+)`")
MODULE = re.compile(r"[a-z_]+(?:/[a-z_0-9.]+)+|app\.py")


def rows(title: str) -> list[tuple[str, list[str]]]:
    """Return the ids and the cells of the rows under a title of the page."""
    part = PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    assert part, title
    return [(found[1], found[2].split(" | ")) for found in ROW.finditer(part)]


def ids(title: str) -> list[str]:
    return [one for group, _cells in rows(title) for one in group.split(", ")]


MET, NOT_MET, NOT_ASKED = ids("What is met"), ids("What is not met"), ids("What does not apply")


def test_each_requirement_is_there_once() -> None:
    asked = {
        f"{section}.{rank}"
        for section, count in (pair.split(":") for pair in SECTIONS.split())
        for rank in range(1, int(count) + 1)
    }
    assert len(asked) == 253
    there = Counter(MET + NOT_MET + NOT_ASKED)
    assert set(there) == asked
    assert [one for one, times in there.items() if times > 1] == []


def test_the_figures_are_right_and_high_enough() -> None:
    applies = len(MET) + len(NOT_MET)
    share = f"{100 * len(MET) / applies:.1f}"
    assert (
        f"**Of 253 requirements, {len(NOT_ASKED)} do not apply and {applies} do. {len(MET)} are met: {share} %.** "
        f"{len(NOT_MET)} are not" in PAGE
    )
    assert len(MET) / applies >= 0.95


def test_what_is_met_names_a_module_and_a_test_that_exist() -> None:
    wrong = []
    for id_, (where, tests) in rows("What is met"):
        named = QUOTED.findall(tests)
        wrong += [f"{id_}: no test"] * (not named)
        for name in named:
            path, _, function = name.partition("::")
            file = ROOT / "tests" / path
            source = file.read_text(encoding="utf-8") if file.is_file() else ""
            if not source or (function and not re.search(rf"^def {function}\(", source, re.MULTILINE)):
                wrong.append(f"{id_}: {name}")
        wrong += [f"{id_}: {name}" for name in modules(where) if not exists(name)]
    assert wrong == []


def test_every_other_module_that_is_named_exists() -> None:
    assert [name for name in modules(PAGE) if not exists(name)] == []


def modules(text: str) -> list[str]:
    """Return what is quoted and looks like a path of ours."""
    found = [name.partition("::")[0] for name in QUOTED.findall(text)]
    return [name for name in found if MODULE.fullmatch(name) and not name.startswith("tests/")]


def exists(name: str) -> bool:
    """Tell whether a path of the page is there."""
    return any((ROOT / folder / name).exists() for folder in ("recruitment", "tests", "."))


def test_every_page_that_takes_a_file_is_in_the_table(app: Flask) -> None:
    """ASVS 5.1.1: each with its bounds and what becomes of it, and no other."""
    part = PAGE.partition("\n## Files\n")[2].partition("\n## ")[0]
    said = re.findall(r"^\| [^|]+ \| `(/[^`]+)` \|", part, re.MULTILINE)
    views = app.view_functions
    taking = {
        rule.rule for rule in app.url_map.iter_rules() if hasattr(views[rule.endpoint], "accepts_upload")
    }
    assert sorted(said) == sorted(taking)


def test_the_site_in_front_speaks_tls_only() -> None:
    """ASVS 4.1.2, 12.1.1, 12.1.2, 12.2.1, 12.3.3: as the configuration that is handed out has it."""
    text = (ROOT / "docs" / "nginx.conf").read_text(encoding="utf-8")
    clear, _, secret = text.partition("listen 443 ssl")
    assert re.findall(r"ssl_protocols ([^;]+);", secret) == ["TLSv1.2 TLSv1.3"]
    (ciphers,) = re.findall(r"ssl_ciphers ([^;]+);", secret)
    assert all(
        re.fullmatch(r"ECDHE-(ECDSA|RSA)-(AES\d+-GCM-SHA\d+|CHACHA20-POLY1305)", c)
        for c in ciphers.split(":")
    )
    assert "proxy_pass" not in clear
    assert "return 301 https://" in clear
    assert re.findall(r"proxy_pass ([^;]+);", secret) == ["http://127.0.0.1:8000"]
    assert {"X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host"} <= set(
        re.findall(r"proxy_set_header (\S+)", secret)
    )


def test_the_browser_keeps_no_history_of_pages() -> None:
    """ASVS 14.3.3: htmx would keep pages in the browser's storage, names included."""
    config = (ROOT / "templates" / "_htmx_config.html").read_text(encoding="utf-8")
    assert re.search(r'"historyCacheSize":\s*0\b', config)
    assert re.search(r'"allowEval":\s*false', config)
    assert re.search(r'"selfRequestsOnly":\s*true', config)
