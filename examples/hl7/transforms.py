"""What HL7 needs beyond the built-in transforms."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from nomnom import transform

_CODED = frozenset({"CE", "CNE", "CWE"})


@transform
def measured(value: str | None, second: str | None, kind: str | None) -> Decimal | None:
    """The number that an observation found, by the type of its value (OBX-2); null where that is no number.

    >>> measured("5.40", None, "NM")
    Decimal('5.40')
    >>> measured("<", "0.01", "SN") is None
    True
    """
    text = value if kind == "NM" else second if kind == "SN" and value in (None, "=") else None
    try:
        return None if text is None else Decimal(text)
    except InvalidOperation:
        raise ValueError("expected a number, as OBX-2 says") from None


@transform
def spelled(value: str | None, second: str | None, kind: str | None) -> str | None:
    """What an observation found, as a person reads it: the text of a code, a number with its comparator.

    >>> spelled("260385009", "Negative", "CWE")
    'Negative'
    >>> spelled("<", "0.01", "SN")
    '<0.01'
    """
    if kind in _CODED:
        return second or value
    return f"{value or ''}{second or ''}" or None if kind == "SN" else value
