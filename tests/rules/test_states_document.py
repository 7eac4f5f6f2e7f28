"""`docs/states.md` says what the table says."""

from pathlib import Path

from recruitment.rules.states_document import document

PAGE = Path(__file__).parents[2] / "docs" / "states.md"


def test_the_page_of_states_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == document()


def test_the_page_draws_each_move_between_two_states_once() -> None:
    drawn = [
        line.split(":")[0].strip() for line in document().splitlines() if "-->" in line and "[*]" not in line
    ]
    assert len(drawn) == len(set(drawn))
    assert "confirmed --> refused" in drawn
