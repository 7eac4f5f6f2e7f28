"""Third-party files served to the browser: fetch them from their npm packages, or check them.

    python scripts/vendor.py            fetch, build and write static/vendor/MANIFEST.json
    python scripts/vendor.py --check    compare each file with the manifest; exit status 1 if a byte differs

An icon is added by its name in scripts/icons.txt, then by a fetch.
"""

import base64
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"
MANIFEST = VENDOR / "MANIFEST.json"


class Package(NamedTuple):
    name: str
    version: str
    licence: str
    slug: str  # names its licence file
    files: dict[str, str]  # path in the package -> name served


PACKAGES = (
    Package("bootstrap", "5.3.9", "MIT", "bootstrap", {"dist/css/bootstrap.min.css": "bootstrap.min.css"}),
    Package("htmx.org", "2.0.11", "0BSD", "htmx", {"dist/htmx.min.js": "htmx.min.js"}),
    Package(
        "@fontsource-variable/inter",
        "5.3.0",
        "OFL-1.1",
        "inter",
        {"files/inter-latin-wght-normal.woff2": "inter.woff2"},
    ),
    Package("@tabler/icons", "3.51.0", "MIT", "tabler-icons", {}),
)

ICONS = Path(__file__).with_name("icons.txt").read_text(encoding="utf-8").split()

LOGO = (
    '<path d="M3 20h18"/><path d="M5 20c0-5 5-7.5 13-8.5"/>'
    '<circle cx="18.5" cy="6" r="2.2" fill="currentColor" stroke="none"/>'
)
SVG = '<svg xmlns="http://www.w3.org/2000/svg"'
OWN = {  # our own drawings, kept here because app.css may not hold `data:` images (Content-Security-Policy)
    "logo.svg": f'{SVG} viewBox="0 0 24 24" fill="none" stroke="#1f3f77" color="#1f3f77" stroke-width="2.4" '
    f'stroke-linecap="round">{LOGO}</svg>\n',
    "chevron.svg": f'{SVG} viewBox="0 0 16 16" fill="none" stroke="#7b8694" stroke-width="2" '
    'stroke-linecap="round" stroke-linejoin="round"><path d="m4 6 4 4 4-4"/></svg>\n',
}


def fetch(package: Package, folder: Path) -> tuple[Path, str]:
    """The unpacked package, and the integrity stated for it, checked against the archive."""
    command = ["npm", "pack", f"{package.name}@{package.version}", "--json", f"--pack-destination={folder}"]
    answer = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    facts = answer[0] if isinstance(answer, list) else next(iter(answer.values()))  # npm 10, npm 12
    archive = folder / Path(facts["filename"]).name.replace("@", "").replace("/", "-")
    digest = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if digest != facts["integrity"]:
        sys.exit(f"{package.name}: the archive received is not the one announced")
    target = folder / package.slug
    with tarfile.open(archive) as tar:
        tar.extractall(target, filter="data")
    return target / "package", digest


def without_source_map(content: bytes) -> bytes:
    """The maps are not served: a reference to them would only make the browser ask for a missing file."""
    if b"sourceMappingURL" not in content:
        return content
    return b"".join(line for line in content.splitlines(keepends=True) if b"sourceMappingURL" not in line)


def icon_sheet(package: Path) -> str:
    """One SVG file with a <symbol> per icon, `logo` included."""
    symbols = [f'<symbol id="logo" viewBox="0 0 24 24">{LOGO}</symbol>']
    for name in sorted(ICONS):
        source = (package / "icons" / "outline" / f"{name}.svg").read_text(encoding="utf-8")
        match = re.search(r"<svg[^>]*>(.*)</svg>", source, re.DOTALL)
        if match is None:
            sys.exit(f"{name}.svg: not an SVG file")
        drawing = re.sub(r'<path stroke="none"[^>]*/>', "", match[1])
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{" ".join(drawing.split())}</symbol>')
    return "\n".join([f"{SVG}>", *symbols, "</svg>"]) + "\n"


def sha384(content: bytes) -> str:
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()


def build() -> None:
    VENDOR.mkdir(parents=True, exist_ok=True)
    packages = []
    with tempfile.TemporaryDirectory() as folder:
        for package in PACKAGES:
            source, integrity = fetch(package, Path(folder))
            for path, name in package.files.items():
                (VENDOR / name).write_bytes(without_source_map((source / path).read_bytes()))
            if package.slug == "tabler-icons":
                (VENDOR / "icons.svg").write_text(icon_sheet(source), encoding="utf-8")
            licence = next(path for path in source.iterdir() if path.stem.upper() == "LICENSE")
            (VENDOR / f"{package.slug}.LICENSE").write_bytes(licence.read_bytes())
            facts = {"name": package.name, "version": package.version, "licence": package.licence}
            packages.append(facts | {"integrity": integrity})
    for name, drawing in OWN.items():
        (VENDOR / name).write_text(drawing, encoding="utf-8")
    manifest = {"packages": packages, "files": digests()}
    MANIFEST.write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def digests() -> dict[str, str]:
    return {path.name: sha384(path.read_bytes()) for path in sorted(VENDOR.iterdir()) if path != MANIFEST}


def check() -> list[str]:
    """What differs from the manifest: altered, missing and unknown files."""
    expected: dict[str, Any] = json.loads(MANIFEST.read_text(encoding="utf-8"))["files"]
    found = digests()
    return [name for name in sorted(expected.keys() | found.keys()) if expected.get(name) != found.get(name)]


def main() -> None:
    if sys.argv[1:] == ["--check"]:
        differing = check()
        if differing:
            sys.exit(f"static/vendor differs from its manifest: {', '.join(differing)}")
        print(f"static/vendor: {len(digests())} files as in the manifest")
    elif not sys.argv[1:]:
        build()
        print(f"static/vendor: {len(digests())} files written")
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
