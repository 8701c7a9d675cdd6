from decimal import Decimal

from nomnom import transform


@transform(batch=True)
def rates(keys: list[str]) -> list[Decimal]:
    """A rate for each key."""
    return [Decimal(len(key)) for key in keys]
