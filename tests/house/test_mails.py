"""Each mail that a room registers has its three texts, and they say something with its example."""

from flask import Flask

from recruitment.labels.letters import IN_SUBJECT, VARIABLES
from recruitment.mail import letters
from recruitment.mail.registry import all_templates
from recruitment.mail.rendering import EXAMPLE, FOLDER, LETTER, render_example
from recruitment.mail.wording import LINK, has_stray_brace, names
from tests.house.tree import ROOT

BASE_URL = "https://tremplin.exemple.fr"
PARTS = (".subject.txt", ".txt", ".html")


def test_every_mail_has_three_texts_and_renders_with_its_example(app: Flask) -> None:
    for template in all_templates():
        texts = render_example(template, BASE_URL)
        assert 10 <= len(texts.subject) <= 120, template.name
        assert len(texts.text) > 100, template.name
        assert texts.html.count("<p>") > 1, template.name
        assert texts.html.rstrip().endswith("</html>"), template.name


def test_no_subject_names_the_person_who_is_written_to(app: Flask) -> None:
    for template in all_templates():
        subject = render_example(template, BASE_URL).subject
        assert "Martin" not in subject, template.name
        assert "Camille" not in subject, template.name
        if template.letter is None:
            assert "{{ addressee" not in (FOLDER / f"mail/{template.name}.subject.txt").read_text()


def test_every_text_belongs_to_a_mail(app: Flask) -> None:
    own = {one.name for one in all_templates() if one.letter is None} | {LETTER}
    known = {f"{name}{part}" for name in own for part in PARTS} | {"base.txt", "base.html"}
    assert {path.name for path in (ROOT / "templates/mail").iterdir()} - known == {"letters"}
    words = {f"{one.name}.txt" for one in all_templates() if one.letter}
    assert {path.name for path in letters.FOLDER.iterdir()} == words


def test_every_letter_holds_to_what_a_centre_is_held_to(app: Flask) -> None:
    """R2.6 the product's own words pass the rules of a centre's: no other variable, none of the needed ones missing."""
    for template in all_templates():
        if template.letter is None:
            continue
        wording, known = template.letter.default, template.example["values"]
        assert not has_stray_brace(wording.subject + wording.body), template.name
        assert set(names(wording.body)) <= set(known) <= set(VARIABLES), template.name
        assert set(names(wording.subject)) <= set(IN_SUBJECT), template.name
        assert set(template.letter.needed) <= set(names(wording.body)), template.name
        assert "vous" in wording.body.lower(), template.name
        assert "{contact}" in wording.body, template.name


def test_each_letter_has_the_guardian_s_without_the_link_or_the_name(app: Flask) -> None:
    """R2.6 a guardian reads the first name only, and is given no way into the candidate's pages."""
    known = {one.name: one for one in all_templates() if one.letter}
    assert {f"guardian_{name}" for name, one in known.items() if one.letter and one.letter.editable} <= set(
        known
    )
    for name, one in known.items():
        said = render_example(one, BASE_URL)
        if name.startswith("guardian_"):
            assert LINK not in one.example["values"], name
            assert "/candidat/" not in said.text + said.html, name
            assert said.text.count("Camille") > said.text.count(EXAMPLE.name), name
            assert said.text.count("Martin") == 1, name  # in the invented addressee's own name
        else:
            assert f"{BASE_URL}/candidat/" in said.text, name
