"""Whether somebody wrote something: a reason, an answer, a name."""

from recruitment.rules.errors import RuleViolation


def says_something(text: str) -> bool:
    """Tell a text with a letter or a figure in it from spaces and dashes."""
    return any(character.isalnum() for character in text)


def required(reason: str) -> str:
    """Return a reason without the spaces around it. Raises reason_missing where it says nothing."""
    if not says_something(reason):
        raise RuleViolation("reason_missing")
    return reason.strip()
