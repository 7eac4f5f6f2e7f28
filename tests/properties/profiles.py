"""How long to look for a counter-example: shortly and always alike, or as long as one likes.

`TREMPLIN_TEST_SEARCH=deep` tries some hundred times more programs, new ones each time.
"""

import os

from hypothesis import HealthCheck, Phase, Verbosity, settings

SEARCH_VARIABLE = "TREMPLIN_TEST_SEARCH"
DEEP = os.environ.get(SEARCH_VARIABLE) == "deep"


def search(*, programs: int, steps: int = 1, deep_programs: int | None = None) -> settings:
    """Return the settings of a search: so many programs of so many steps."""
    return settings(
        max_examples=(deep_programs or programs * 50) if DEEP else programs,
        stateful_step_count=steps * 2 if DEEP else steps,
        derandomize=not DEEP,
        database=None,
        deadline=None,  # two cores, shared: time says nothing here
        print_blob=False,
        verbosity=Verbosity.normal,
        suppress_health_check=list(HealthCheck),
        # A program that was found is shown as it is: making it shorter takes minutes.
        phases=(Phase.generate,),
    )
