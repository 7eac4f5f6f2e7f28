"""A wait in words."""


def duration(seconds: int) -> str:
    """Return « 45 secondes » or, rounded up, « 15 minutes »."""
    number, unit = (seconds, "seconde") if seconds < 60 else (-(-seconds // 60), "minute")
    return f"{number} {unit}{'s' if number > 1 else ''}"
