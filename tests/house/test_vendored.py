"""What others made stands here byte for byte as they gave it, with its licence."""

import base64
import hashlib
import json
from pathlib import Path

import pytest

from tests.house.tree import ROOT

FOLDERS = ("static/vendor", "tests/vendor/axe-core")


def _digest(path: Path) -> str:
    return "sha384-" + base64.b64encode(hashlib.sha384(path.read_bytes()).digest()).decode()


@pytest.mark.parametrize("folder", FOLDERS)
def test_vendored_files_are_the_ones_of_the_manifest(folder: str) -> None:
    root = ROOT / folder
    manifest = json.loads((root / "MANIFEST.json").read_text(encoding="utf-8"))
    there = {
        str(p.relative_to(root)): _digest(p)
        for p in root.rglob("*")
        if p.is_file() and p.name != "MANIFEST.json"
    }
    assert there == manifest["files"]


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_vendored_package_names_its_version_and_licence(folder: str) -> None:
    manifest = json.loads((ROOT / folder / "MANIFEST.json").read_text(encoding="utf-8"))
    assert all(
        package["name"] and package["version"] and package["licence"] for package in manifest["packages"]
    )
    assert any("LICENSE" in name.upper() for name in manifest["files"])
