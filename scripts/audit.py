"""Ask whether a locked package has a known flaw: `scripts/audit.py`, a step of `make check`.

pip-audit alone says « no known vulnerabilities found » when it could ask nobody. Here that is told apart: nothing
was audited, and it passes only because a check must work without a network. TREMPLIN_AUDIT=required makes it fail.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements" / "test.txt"
COMMAND = ("pip-audit", "--strict", "--require-hashes", "--disable-pip", "--progress-spinner", "off")
PATIENCE = 120  # seconds


def main() -> int:
    """Audit the lock file; return 1 for a flaw, or where an audit is required and there was none."""
    pinned = sum("==" in line for line in LOCK.read_text(encoding="utf-8").splitlines() if line[:1].isalnum())
    code, answer, said = _ask()
    packages = _packages(answer)
    for package in packages:
        for flaw in package.get("vulns", ()):
            fixed = ", ".join(flaw.get("fix_versions", ())) or "no version yet"
            print(f"{package['name']} {package['version']}: {flaw['id']}, fixed in {fixed}")
    if any(package.get("vulns") for package in packages):
        return 1
    audited = sum("skip_reason" not in package for package in packages)
    if code == 0 and audited >= pinned:
        print(f"{audited} packages audited: no known flaw")
        return 0
    why = (said.strip().splitlines() or ["no answer"])[-1]
    print(f"NOTHING WAS AUDITED: the {pinned} locked packages were not all looked up ({why})")
    return 1 if os.environ.get("TREMPLIN_AUDIT") == "required" else 0


def _ask() -> tuple[int, str, str]:
    try:
        done = subprocess.run(
            [*COMMAND, "-f", "json", "-r", str(LOCK)],
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return 1, "", type(error).__name__
    return done.returncode, done.stdout, done.stderr


def _packages(answer: str) -> list[dict[str, Any]]:
    try:
        return list(json.loads(answer)["dependencies"])
    except (ValueError, KeyError, TypeError):
        return []


if __name__ == "__main__":
    sys.exit(main())
