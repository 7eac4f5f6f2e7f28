"""What each odd or broken file gives, how long it takes and what memory: F31 to F33, F35."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from recruitment.core.tabular import TableRefused
from recruitment.labels_files import file_refusal_sentence
from tests.core.broken_files import BROKEN_TEXTS, ODD_TEXTS, Sample
from tests.core.broken_workbooks import BROKEN_WORKBOOKS, ODD_WORKBOOKS

SAMPLES = {sample.name: sample for sample in (*ODD_TEXTS, *BROKEN_TEXTS, *ODD_WORKBOOKS, *BROKEN_WORKBOOKS)}
SECONDS = 2.0
KILOBYTES = 16 * 1024


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Every file, read in one run."""
    folder = tmp_path_factory.mktemp("files")
    names = {name: str(number) for number, name in enumerate(SAMPLES)}
    for name, sample in SAMPLES.items():
        sample.write(folder / names[name])
    command = [sys.executable, "-m", "tests.core.measuring", str(folder), *names.values()]
    root = Path(__file__).parents[2]
    said = json.loads(subprocess.run(command, cwd=root, check=True, capture_output=True).stdout)
    return {name: said[number] for name, number in names.items()}


def _expected(sample: Sample) -> dict[str, object]:
    if sample.refusal:
        return {"refusal": sample.refusal, "line": sample.line, "column": sample.column}
    return {"rows": sample.rows, "ragged": list(sample.ragged)}


@pytest.mark.parametrize("name", SAMPLES)
def test_gets_its_verdict(found: dict[str, dict[str, Any]], name: str) -> None:
    expected = _expected(SAMPLES[name])

    assert {key: found[name].get(key) for key in expected} == expected


@pytest.mark.parametrize("name", [name for name, sample in SAMPLES.items() if sample.first])
def test_gives_its_rows_from_their_physical_line(found: dict[str, dict[str, Any]], name: str) -> None:
    assert tuple(found[name]["first"]) == SAMPLES[name].first


@pytest.mark.parametrize("name", SAMPLES)
def test_costs_a_bounded_time_and_memory(found: dict[str, dict[str, Any]], name: str) -> None:
    assert found[name]["seconds"] < SECONDS
    assert found[name]["kilobytes"] < KILOBYTES


@pytest.mark.parametrize("name", [name for name, sample in SAMPLES.items() if sample.refusal])
def test_is_refused_with_a_french_sentence(name: str) -> None:
    sample = SAMPLES[name]
    facts: dict[str, int | str] = {
        "size": 1,
        "bound": 1,
        "columns": 1,
        "count": 1,
        "expected": 1,
        "kind": "PDF",
    }
    refusal = TableRefused(sample.refusal or "", sample.line, sample.column, **facts)

    sentence = file_refusal_sentence(refusal)

    assert sentence.endswith(".")
    assert (f"Ligne {sample.line}" in sentence) is (sample.line is not None)
