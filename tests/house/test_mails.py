"""Each mail that a room registers has its three texts, and they say something with its example."""

from flask import Flask

from recruitment.mail.registry import all_templates
from recruitment.mail.rendering import FOLDER, render_example
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
        assert "{{ addressee" not in (FOLDER / f"mail/{template.name}.subject.txt").read_text()


def test_every_text_belongs_to_a_mail(app: Flask) -> None:
    known = {f"{one.name}{part}" for one in all_templates() for part in PARTS} | {"base.txt", "base.html"}
    assert {path.name for path in (ROOT / "templates/mail").iterdir()} - known == set()
