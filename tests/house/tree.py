"""The files that the house's rules are about."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OURS = ("app.py", "bench", "migrations", "recruitment", "scripts", "static", "templates", "tests")


def files(*suffixes: str, under: tuple[str, ...] = OURS) -> list[Path]:
    """Return our own files of those kinds, without what others made."""
    found = [
        path
        for name in under
        for path in ([ROOT / name] if name.endswith(".py") else (ROOT / name).rglob("*"))
    ]
    return sorted(p for p in found if p.suffix in suffixes and p.is_file() and "vendor" not in p.parts)


def lines(*suffixes: str, under: tuple[str, ...] = OURS) -> list[tuple[str, str]]:
    """Return each line of those files, with the place to open an editor at."""
    return [
        (f"{path.relative_to(ROOT)}:{number}", line)
        for path in files(*suffixes, under=under)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
    ]
