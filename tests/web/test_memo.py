"""Fragments that are written once."""

import time_machine
from markupsafe import Markup, escape

from recruitment.web.memo import written_once


def test_the_same_arguments_are_written_once() -> None:
    written: list[str] = []

    def macro(text: str) -> Markup:
        written.append(text)
        return escape(text)

    once = written_once(macro)

    assert once("a") == once("a") == "a"
    assert written == ["a"]


def test_a_text_never_passes_for_the_markup_of_the_same_letters() -> None:
    """What is safe and what is typed compare as equal, and must still be two."""
    once = written_once(escape)

    assert once(Markup("<b>")) == "<b>"
    assert once("<b>") == "&lt;b&gt;"


def test_what_has_no_hash_is_written_each_time() -> None:
    once = written_once(lambda rows: escape(len(rows)))

    assert once([1, 2]) == "2"
    assert once([1]) == "1"


def test_what_holds_a_name_is_forgotten_after_some_minutes() -> None:
    written: list[str] = []

    def row(name: str) -> Markup:
        written.append(name)
        return escape(name)

    with time_machine.travel("2025-05-26T12:32:00Z", tick=False) as moved:
        once = written_once(row, minutes=10)
        once("Lina Aubert")
        moved.shift(600)
        once("Lina Aubert")
        assert written == ["Lina Aubert"]
        moved.shift(1)
        once("Lina Aubert")
    assert written == ["Lina Aubert"] * 2
