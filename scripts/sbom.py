"""List what an installation is made of, as CycloneDX 1.6: `make sbom` writes it on standard output.

It is read from the lock file that `make run` installs, hashes included, and from static/vendor: nothing is guessed.
"""

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)")
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def components(lock: str) -> list[dict[str, object]]:
    """Return the packages of a lock file, each with the digests of the files that may be installed for it."""
    found: list[dict[str, object]] = []
    digests: list[dict[str, str]] = []
    for line in lock.splitlines():
        if package := PACKAGE.match(line):
            name, version = package[1].lower().replace("_", "-"), package[2]
            digests = []
            purl = f"pkg:pypi/{name}@{version}"
            found.append(
                {
                    "type": "library",
                    "bom-ref": purl,
                    "name": name,
                    "version": version,
                    "purl": purl,
                    "hashes": digests,
                }
            )
        digests.extend({"alg": "SHA-256", "content": digest} for digest in HASH.findall(line))
    return found


def main() -> int:
    """Write the list."""
    lock = (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8")
    vendored = json.loads((ROOT / "static/vendor/MANIFEST.json").read_text(encoding="utf-8"))["packages"]
    bom = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "tremplin", "bom-ref": "tremplin"}},
        "components": [
            *components(lock),
            *({"type": "library", "name": one["name"], "version": one["version"]} for one in vendored),
        ],
    }
    json.dump(bom, sys.stdout, indent=1)
    sys.stdout.write("\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
