"""A transform: a plain function with a name that `computed_from` can call."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType, ModuleType
from typing import Any, TypeVar, overload

from nomnom.transforms.signature import Signature, signature_of

Function = TypeVar("Function", bound=Callable[..., Any])
Check = Callable[..., None]
"""Takes the number of sources and, by name, every argument; raises ValueError with what was expected."""

_MARK = "__nomnom_transform__"


@dataclass(frozen=True, slots=True)
class Transform:
    """A function that entities may name. `batch`: its sources and its result are columns, as lists.

    Whatever a function raises for values it can't take becomes the record's problem: a ValueError's text says
    what was expected.
    """

    name: str
    signature: Signature
    function: Callable[..., Any] = field(repr=False)
    batch: bool = False
    own_check: Check | None = field(default=None, repr=False)

    @property
    def doc(self) -> str:
        """The first sentences of what it does, without the examples."""
        return " ".join(self.docstring.split("\n\n")[0].split())

    @property
    def docstring(self) -> str:
        """All that it says of itself, examples included; empty where it says nothing."""
        return inspect.cleandoc(self.function.__doc__ or "")

    def check(self, arguments: Mapping[str, Any], *, sources: int) -> None:
        """Raise ValueError, saying what was expected, where the arguments can't be used with that many sources.

        The arguments are known to be those of the signature, and of its types; only what the types can't say
        is found here: a pattern that doesn't compile, an unknown time zone.
        """
        if self.own_check is not None:
            defaults = {each.name: each.default for each in self.signature.arguments}
            self.own_check(sources, **(defaults | dict(arguments)))


@overload
def transform(function: Function, /) -> Function: ...
@overload
def transform(
    *, batch: bool = False, check: Check | None = None
) -> Callable[[Function], Function]: ...
def transform(
    function: Function | None = None, /, *, batch: bool = False, check: Check | None = None
) -> Function | Callable[[Function], Function]:
    """Mark a function as a transform of its name; the function itself stays as it is.

    Positional parameters take the sources, keyword-only ones the arguments, by their annotations: str, int,
    Decimal, bool, date, datetime, UUID, list, dict or Any, each with `| None` where null is welcome. With
    `batch` each source is a list with one value per row, and so is the result, and they are annotated so:
    `list[Decimal]`, or `list[Decimal | None]` where null is welcome. `check` is called by `nomnom validate`
    with the number of sources and, by name, every argument; it raises ValueError with what it expected.
    Raises TypeError for annotations without a meaning.
    """

    def mark(marked: Function) -> Function:
        signature = signature_of(marked, batch=batch)
        setattr(marked, _MARK, Transform(marked.__name__, signature, marked, batch, check))
        return marked

    return mark if function is None else mark(function)


def transforms_in(module: ModuleType) -> Mapping[str, Transform]:
    """The transforms that a module itself defines, by name, in the order of its text."""
    found = (getattr(each, _MARK, None) for each in vars(module).values())
    own = (each for each in found if each and each.function.__module__ == module.__name__)
    return MappingProxyType({each.name: each for each in own})
