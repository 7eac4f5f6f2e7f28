"""Tests mirror the rooms, and locks carry no address."""

from tests.house.tree import ROOT

BESIDE_THE_ROOMS = {"bench", "faults", "house", "journeys", "neighbours", "properties", "security", "vendor"}


def test_every_test_directory_mirrors_a_room() -> None:
    rooms = {path.stem for path in (ROOT / "recruitment").iterdir()}
    folders = {
        path.name for path in (ROOT / "tests").iterdir() if path.is_dir() and path.name != "__pycache__"
    }
    assert folders - rooms - BESIDE_THE_ROOMS == set()


def test_every_test_is_found() -> None:
    strays = [path.name for path in (ROOT / "tests").glob("test_*.py")]
    assert strays == []


def test_the_lock_files_pin_by_hash_and_name_no_host() -> None:
    for path in sorted((ROOT / "requirements").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        assert "://" not in text
        assert "--index-url" not in text
        assert text.count("==") <= text.count("--hash=sha256:")
