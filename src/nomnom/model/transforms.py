"""Signatures of the transforms: what each takes and gives, without how it works.

`spec` checks a project against these; `extraction` implements them. A test holds the two lists equal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from nomnom.model.types import Kind

SourceForm = Literal["field", "element"]
"""`field`: a source must be `{source, field}`. `element`: a source is a bare name (each_known_as)."""

ArgumentType = Literal["string", "scalar"]


@dataclass(frozen=True, slots=True)
class Argument:
    """A named argument of a transform."""

    name: str
    type: ArgumentType
    required: bool = True


@dataclass(frozen=True, slots=True)
class Signature:
    """What a transform takes and gives.

    `forms` are the accepted forms of a source; at least `min_sources` and at most `max_sources` (None: any
    number) must be given. `gives` are the field types the result may have (empty: any). `optional` says
    that the result may be null, so the field has to be nullable.
    """

    name: str
    doc: str
    min_sources: int = 0
    max_sources: int | None = 0
    forms: tuple[SourceForm, ...] = ()
    arguments: tuple[Argument, ...] = ()
    gives: frozenset[Kind] = frozenset()
    optional: bool = False

    def __str__(self) -> str:
        """Render as `json_get_int(source, *, field: string)`."""
        many = self.max_sources is None
        parts = ["source, …"] if many else ["source"] * (self.max_sources or 0)
        if self.arguments:
            parts.append("*")
        for argument in self.arguments:
            default = "" if argument.required else " = null"
            parts.append(f"{argument.name}: {argument.type}{default}")
        return f"{self.name}({', '.join(parts)})"


_TEXTUAL = frozenset({Kind.STRING, Kind.DATE, Kind.DATETIME, Kind.TIMESTAMP, Kind.UUID})
_INTEGRAL = frozenset({Kind.INTEGER, Kind.BIGINT})
_NUMERIC = frozenset({Kind.FLOAT, Kind.DECIMAL})


def _getter(suffix: str, what: str, gives: frozenset[Kind], *, optional: bool) -> Signature:
    name = f"json_get_optional_{suffix}" if optional else f"json_get_{suffix}"
    absent = "null where it is absent or null" if optional else "an error where it is absent"
    return Signature(
        name=name,
        doc=f"The {what} under `field` of a JSON object; {absent}.",
        min_sources=1,
        max_sources=1,
        forms=("element", "field"),
        arguments=(Argument("field", "string"),),
        gives=gives,
        optional=optional,
    )


SIGNATURES: Mapping[str, Signature] = MappingProxyType(
    {
        signature.name: signature
        for signature in (
            Signature(
                name="copy_field",
                doc="The value of another field, or the element itself where its items are scalars.",
                min_sources=1,
                max_sources=1,
                forms=("field", "element"),
            ),
            Signature(
                name="coalesce",
                doc="The first source that is not null; an empty string counts as a value.",
                min_sources=1,
                max_sources=None,
                forms=("field",),
            ),
            Signature(
                name="constant_value",
                doc="The same value for every record.",
                arguments=(Argument("value", "scalar"),),
            ),
            *(
                _getter(suffix, what, gives, optional=optional)
                for suffix, what, gives in (
                    ("string", "string", _TEXTUAL),
                    ("int", "integer", _INTEGRAL),
                    ("float", "number", _NUMERIC),
                )
                for optional in (False, True)
            ),
        )
    }
)
"""Every transform, by name."""
