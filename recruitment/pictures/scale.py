"""From values to positions of a drawing, with the round numbers beside its axis."""

from collections.abc import Sequence
from dataclasses import dataclass

STEPS = (1, 2, 5)
WANTED = 4  # lines at most above zero


@dataclass(frozen=True, slots=True)
class Scale:
    """Values from 0 to `most`, drawn from `bottom` up to `top`."""

    most: int
    step: int
    bottom: float
    top: float

    def y(self, value: float) -> float:
        """Return the height of a value."""
        return round(self.bottom - value / self.most * (self.bottom - self.top), 1)

    @property
    def ticks(self) -> list[tuple[int, float]]:
        """Return the round values with their heights."""
        return [(value, self.y(value)) for value in range(0, self.most + 1, self.step)]


def scale(values: Sequence[int], bottom: float, top: float) -> Scale:
    """Return the scale that holds all these values, by 1, 2 or 5 times a power of ten."""
    most, power = max([*values, 1]), 1
    while True:
        for step in (step * power for step in STEPS):
            if most <= step * WANTED:
                lines = -(-most // step)
                return Scale(lines * step, step, bottom, top)
        power *= 10


def apart(heights: Sequence[float], room: float, lowest: float) -> list[float]:
    """Return heights moved as little as need be for words beside them not to touch; the order stays."""
    order = sorted(range(len(heights)), key=lambda rank: -heights[rank])
    found, limit = list(heights), lowest
    for rank in order:
        found[rank] = min(heights[rank], limit)
        limit = found[rank] - room
    return found


def every(count: int, shown: int) -> int:
    """Return of how many marks one is named, for at most `shown` names."""
    return max(1, -(-count // shown))
