"""ASVS 15.2.1: the step of `make check` that looks for known flaws never calls « nothing asked » an audit."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT

PINNED = sum(
    "==" in line
    for line in (ROOT / "requirements" / "test.txt").read_text(encoding="utf-8").splitlines()
    if line[:1].isalnum()
)
SOUND = {"dependencies": [{"name": f"p{rank}", "version": "1", "vulns": []} for rank in range(PINNED)]}
FLAWED = {
    "dependencies": [{"name": "p", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2"]}]}]
}
PARTIAL = {"dependencies": [{"name": "p", "skip_reason": "Dependency not found"}]}


def audit(folder: Path, answer: object, code: int, **environ: str) -> tuple[int, str]:
    """Run the step with a pip-audit that answers so, as PyPI would have it."""
    program = folder / "pip-audit"
    program.write_text(
        f"#!/bin/sh\ncat <<'END'\n{json.dumps(answer)}\nEND\necho 'could not query' >&2\nexit {code}\n"
    )
    program.chmod(0o755)
    done = subprocess.run(
        [sys.executable, "scripts/audit.py"],
        cwd=ROOT,
        env={"PATH": f"{folder}:/usr/bin:/bin", **environ},
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.stderr
    return done.returncode, done.stdout


def test_a_known_flaw_fails_and_is_named(tmp_path: Path) -> None:
    code, said = audit(tmp_path, FLAWED, 1)
    assert (code, said) == (1, "p 1: PYSEC-1, fixed in 2\n")


def test_every_package_looked_up_without_a_flaw_passes(tmp_path: Path) -> None:
    assert audit(tmp_path, SOUND, 0) == (0, f"{PINNED} packages audited: no known flaw\n")


@pytest.mark.parametrize(("answer", "code"), [("", 1), ({}, 0), (PARTIAL, 0), ({"dependencies": []}, 0)])
def test_where_nobody_answers_it_says_so_and_fails_only_when_required(
    tmp_path: Path, answer: object, code: int
) -> None:
    passed, said = audit(tmp_path, answer, code)
    assert (passed, said.startswith("NOTHING WAS AUDITED")) == (0, True)
    required, said = audit(tmp_path, answer, code, TREMPLIN_AUDIT="required")
    assert (required, said.startswith("NOTHING WAS AUDITED")) == (1, True)


def test_the_list_of_packages_is_the_lock_file(tmp_path: Path) -> None:
    """ASVS 15.1.2."""
    done = subprocess.run(
        [sys.executable, "scripts/sbom.py"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    listed = {part["name"]: part for part in json.loads(done.stdout)["components"]}
    assert {"flask", "sqlalchemy", "waitress", "htmx.org"} <= listed.keys() | {"htmx.org"}
    assert all(part["hashes"] for part in listed.values() if "purl" in part)
    locked = (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8")
    assert sum("purl" in part for part in listed.values()) == locked.count("==")
