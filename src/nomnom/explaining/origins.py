"""Where a field's value comes from: as the entity declares it, and where it was found in a record."""

from __future__ import annotations

from collections.abc import Iterator

from nomnom.explaining.explanation import Origin, ReadFrom
from nomnom.extraction import Examined
from nomnom.extraction.evaluation import Failure, Found
from nomnom.extraction.expressions import Given, Metadata, Unknown
from nomnom.model.entity import MESSAGE, RECORD, Source


def origin_of(field: Found | Failure) -> Origin:
    """What the entity declares; of a field taken by its own name the other entity's field, if it is that."""
    computed = field.declared.computed_from
    if computed is None:
        given = next((part for part in field.parts if isinstance(part, Given)), None)
        return Origin("", (f"{given.entity}.{given.field}",) if given else (), {})
    return Origin(computed.transform, tuple(map(_written, computed.sources)), computed.args)


def _written(source: Source) -> str:
    """A source as a dotted path; its index in brackets, counted from the number there."""
    if source.index is not None:
        return f"{source.name}[index from {source.index}]"
    inside = (*((source.field,) if source.field else ()), *source.inside)
    own = source.name == RECORD and inside
    return ".".join(inside if own else (source.name, *inside))


def places_of(field: Found | Failure, examined: Examined) -> tuple[ReadFrom, ...]:
    """The places that a value was read from, in a document that is well-formed."""
    return tuple(_places(field, examined))


def unread_by(field: Found | Failure) -> tuple[str, ...]:
    """The reference entities whose rows it would take to tell a value, each once."""
    unknown = (part for part in field.parts if isinstance(part, Unknown))
    return tuple(dict.fromkeys(name for part in unknown for name in part.entities))


def _places(field: Found | Failure, examined: Examined) -> Iterator[ReadFrom]:
    for site in field.sites:
        is_there = site.text(examined.text) != b""
        yield ReadFrom(site.name(is_hl7=examined.is_hl7), is_there)
    for part in field.parts:
        if isinstance(part, Metadata):
            yield ReadFrom(f"{MESSAGE}.{part.name}", present=False)
