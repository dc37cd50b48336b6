"""What the soak works out of what the sandboxes hold."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from local.soak.truth import rounded_mean


def test_a_mean_between_two_hundredths_is_rounded_up() -> None:
    percents = [*map(Fraction, (25, 20, 20)), Fraction(170, 3), Fraction(145, 3)]
    percents += 3 * [Fraction(115, 3)]
    assert sum(percents) / 8 == Fraction(35625, 1000)

    assert rounded_mean(percents) == Decimal("35.63")
