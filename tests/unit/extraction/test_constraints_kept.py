from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from nomnom.model.entity import Field
from samples.entities import field

Reading = Callable[[Field, str], Any]


@pytest.mark.parametrize(
    ("declared", "kept", "broken", "expected"),
    [
        (field("a", min_length=2), '"éé"', '"é"', "length"),
        (field("a", max_length=2), '"éé"', '"ééé"', "length"),
        (field("a", pattern="^length$"), '"length"', '"regex"', "pattern"),
        (field("a", enum=("O", "F")), '"F"', '"regex"', "enum"),
        (field("a", "Integer", enum=(1, 2)), "2", "3", "enum"),
        (field("a", "Integer", minimum=1, maximum=5), "5", "6", "range"),
        (field("a", "Integer", minimum="0.5"), "1", "0", "range"),
        (field("a", "Integer", maximum="-0.5"), "-1", "0", "range"),
        (field("a", "Integer", minimum="-0.5"), "0", "-1", "range"),
        (
            field("a", "BigInt", maximum="1e40"),
            "9223372036854775807",
            "9223372036854775808",
            "range",
        ),
        (field("a", "Decimal", minimum="0.1"), "0.10", "0.09999999999999999999", "minimum"),
        (field("a", "Decimal", maximum="0.1"), "0.1", "0.10000000000000000001", "maximum"),
        (field("a", "Decimal", enum=(1, 2)), "2.0", "2.1", "enum"),
        (field("a", "Boolean", enum=(True,)), "true", "false", "enum"),
        (field("a", "Date", enum=("2024-01-31",)), '"2024-01-31"', '"2024-02-01"', "enum"),
        (
            field("a", "Timestamp", enum=("2024-01-31T12:00:00Z",)),
            '"2024-01-31T13:00:00+01:00"',
            '"2024-01-31T13:00:00Z"',
            "enum",
        ),
    ],
    ids=lambda given: str(given) if isinstance(given, str) else None,
)
def test_a_rule_takes_what_keeps_it_and_names_itself_otherwise(
    value: Reading, rule: Reading, declared: Field, kept: str, broken: str, expected: str
) -> None:
    """A value on the edge passes; one beyond it is refused under the rule's stable word."""
    assert value(declared, kept) is not None
    assert expected == rule(declared, broken)


@pytest.mark.parametrize(
    "text", ["999.9", "1.10", "0.5000", "9990e-1", "1e2", "0", "0.0000", "-0.1"]
)
def test_what_fits_precision_and_scale_passes_with_its_digits(value: Reading, text: str) -> None:
    """Zeros at the end of the fraction aren't counted: 1.10 has one significant digit there."""
    declared = field("a", "Decimal", digits=(4, 1))

    assert value(field("a", "Decimal"), text) == value(declared, text)


@pytest.mark.parametrize("text", ["1000", "1e3", "0.05", "1.11", "99.99", "1e-2", "-1000.0"])
def test_what_would_be_rounded_or_overflow_is_refused(rule: Reading, text: str) -> None:
    """A number with more digits than NUMERIC(4, 1) holds is an error, never rounded."""
    assert "precision" == rule(field("a", "Decimal", digits=(4, 1)), text)


def test_null_is_held_to_no_rule(value: Reading) -> None:
    """A nullable field with an enum, a range or a pattern may still be null."""
    assert value(field("a", "String?", enum=("x",)), "null") is None
    assert value(field("a", "Decimal?", minimum=1), "null") is None
    assert value(field("a", "Date?", enum=("2024-01-31",)), "null") is None
