"""Whether a scalar is a value of a type."""

from decimal import Decimal

import pytest

from nomnom.model.entity import Scalar
from nomnom.model.types import FieldType, Kind
from nomnom.spec.values import cure_for

MONEY = FieldType(Kind.DECIMAL, precision=4, scale=2)


@pytest.mark.parametrize(
    ("value", "type_"),
    [
        (2**31 - 1, FieldType(Kind.INTEGER)),
        (2**31, FieldType(Kind.BIGINT)),
        (Decimal("99.990"), MONEY),
        (Decimal("0E-9"), MONEY),
        (99, MONEY),
        (Decimal("1e100"), FieldType(Kind.DECIMAL)),
        ("ab", FieldType(Kind.STRING, length=2)),
        ("2024-02-29", FieldType(Kind.DATE)),
        ("2024-02-29T10:00:00", FieldType(Kind.DATETIME)),
        ("2024-02-29T10:00:00+02:00", FieldType(Kind.TIMESTAMP)),
        ("123e4567-e89b-12d3-a456-426614174000", FieldType(Kind.UUID)),
        (False, FieldType(Kind.BOOLEAN)),
        (7, FieldType(Kind.JSON)),
    ],
)
def test_values_of_the_type(value: Scalar, type_: FieldType) -> None:
    """What a column of the type can hold exactly is accepted."""
    assert cure_for(value, type_) is None


@pytest.mark.parametrize(
    ("value", "type_"),
    [
        (2**31, FieldType(Kind.INTEGER)),
        (True, FieldType(Kind.INTEGER)),
        (Decimal("1.5"), FieldType(Kind.INTEGER)),
        (Decimal("0.001"), MONEY),
        (100, MONEY),
        (True, FieldType(Kind.DECIMAL)),
        ("1", FieldType(Kind.DECIMAL)),
        ("abc", FieldType(Kind.STRING, length=2)),
        ("20240229", FieldType(Kind.DATE)),
        ("2023-02-29", FieldType(Kind.DATE)),
        ("2024-02-29T10:00:00", FieldType(Kind.TIMESTAMP)),
        ("{123e4567-e89b-12d3-a456-426614174000}", FieldType(Kind.UUID)),
        (1, FieldType(Kind.BOOLEAN)),
        ("[]", FieldType(Kind.LIST, items=FieldType(Kind.JSON))),
        (None, FieldType(Kind.STRING)),
    ],
)
def test_other_values(value: Scalar, type_: FieldType) -> None:
    """What the column would refuse, round or take for something else has a cure."""
    assert cure_for(value, type_)
