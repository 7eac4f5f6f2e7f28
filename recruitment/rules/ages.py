"""Who is a minor on a day."""

from datetime import date

MAJORITY = 18  # years; article 414 of the Code civil


def is_minor(birth_date: date | None, day: date) -> bool:
    """Tell whether somebody is known to be under age on a day.

    Born on a 29 February, one comes of age on the 1 March of a common year. Who gave no date of birth is taken
    for an adult: nothing of theirs is told to others.
    """
    if birth_date is None:
        return False
    came_of_age = (birth_date.year + MAJORITY, birth_date.month, birth_date.day)
    return (day.year, day.month, day.day) < came_of_age
