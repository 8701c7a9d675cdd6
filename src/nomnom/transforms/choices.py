"""Values and choices."""

from __future__ import annotations

from typing import Any

from nomnom.transforms.canonical import same, text_of
from nomnom.transforms.declaring import transform
from nomnom.transforms.signature import Scalar, T


@transform
def copy_field(value: T) -> T:
    """The value of another field, or the element itself where a list holds single values.

    >>> copy_field("C-7")
    'C-7'
    """
    return value


@transform
def coalesce(*values: T | None) -> T:
    """The first source that is not null, so null where all are; an empty string counts as a value.

    >>> coalesce(None, "mobile", "office")
    'mobile'
    """
    present = (value for value in values if value is not None)
    return next(present, None)  # type: ignore[return-value]  # null comes from the sources alone


@transform
def constant_value(*, value: T) -> T:
    """The same value for every record.

    >>> constant_value(value="web")
    'web'
    """
    return value


@transform
def default_if_empty(value: T | None, *, default: T) -> T:
    """The value, or the default where it is null, text of nothing but spaces, or an empty list or object.

    >>> default_if_empty("  ", default="unknown")
    'unknown'
    >>> default_if_empty("red", default="unknown")
    'red'
    """
    bare = value.strip() if isinstance(value, str) else value
    return default if bare is None or bare in ("", [], {}) else value  # type: ignore[return-value]


def _check_conditional(_: int, *, equals: Any, one_of: Any) -> None:
    if equals is not None and one_of is not None:
        raise ValueError("expected either equals or one_of, not both")


@transform(check=_check_conditional)
def conditional(
    subject: Scalar | None,
    then: T | None,
    otherwise: T | None = None,
    *,
    equals: Scalar | None = None,
    one_of: list[Scalar] | None = None,
) -> T:
    """The second source where the first one is as asked, else the third, or null where there is none.

    `equals` asks for one value, `one_of` for any of a list; without them the first source just has to be
    something other than null. Numbers are compared by their value, all else by its text.

    >>> conditional("US", "sales tax", "VAT", equals="US")
    'sales tax'
    >>> conditional("FR", "sales tax", "VAT", one_of=["US", "CA"])
    'VAT'
    """
    wanted = one_of if equals is None else [equals]
    asked = subject is not None and (wanted is None or any(same(subject, each) for each in wanted))
    return then if asked else otherwise  # type: ignore[return-value]  # as in coalesce


@transform
def lookup(value: Scalar, *, table: dict[str, T], default: T | None = None) -> T:
    """What the table has for the value's text, or the default; without a default an unlisted value is an error.

    >>> lookup("F", table={"O": "open", "F": "filled"})
    'filled'
    >>> lookup("X", table={"O": "open", "F": "filled"}, default="other")
    'other'
    """
    found = table.get(text_of(value), default)
    if found is None:
        raise ValueError(f"expected one of {', '.join(table)}")
    return found


@transform
def lookup_optional(value: Scalar, *, table: dict[str, T]) -> T | None:
    """What the table has for the value's text; null for an unlisted value.

    >>> lookup_optional("P", table={"O": "open", "F": "filled"}) is None
    True
    """
    return table.get(text_of(value))


def _check_words(_: int, *, true_words: list[Scalar], false_words: list[Scalar]) -> None:
    true, false = _folded(true_words), _folded(false_words)
    if not true or not false or not true.isdisjoint(false):
        raise ValueError("expected at least one word for true and for false, and none for both")


@transform(check=_check_words)
def to_boolean(value: Scalar, *, true_words: list[Scalar], false_words: list[Scalar]) -> bool:
    """True or false, by the words declared for them; letter case and spaces around count for nothing.

    >>> to_boolean(" Y ", true_words=["y", "1"], false_words=["n", "0"])
    True
    """
    word = text_of(value).strip().casefold()
    if word in _folded(true_words):
        return True
    if word in _folded(false_words):
        return False
    raise ValueError(f"expected one of {', '.join(map(text_of, true_words + false_words))}")


def _folded(words: list[Scalar]) -> frozenset[str]:
    return frozenset(text_of(word).casefold() for word in words)
