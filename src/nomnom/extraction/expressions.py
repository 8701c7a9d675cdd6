"""Where a field's value comes from, as a value."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nomnom.extraction.shape import Absence, Node, Scope, Want
from nomnom.extraction.values import Check
from nomnom.transforms.declaring import Transform
from nomnom.transforms.signature import T


@dataclass(frozen=True, slots=True)
class Read:
    """A member of a scope's object, as decoded."""

    scope: Scope
    node: Node
    want: Want


@dataclass(frozen=True, slots=True)
class Otherwise:
    """`first` where the record has it, else `second`."""

    first: Value
    second: Value


@dataclass(frozen=True, eq=False, slots=True)
class Constant:
    """The same value always."""

    value: Any


@dataclass(frozen=True, slots=True)
class Index:
    """The place of a scope's element in its list, counted from `start`."""

    scope: Scope
    start: int


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the message says of itself: `message_id`, `received_at` or `stream_sequence`."""

    name: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that can't be told, for it is looked up in rows that aren't at hand; no rule refuses it.

    `entities` are the reference entities whose rows they are, each once.
    """

    entities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """The value of a field of an entity that was worked out before."""

    entity: str
    field: str
    value: Value


@dataclass(frozen=True, slots=True)
class WhereExisting:
    """A value that is null where one of these entities has no record."""

    entities: tuple[str, ...]
    value: Value


@dataclass(frozen=True, slots=True)
class Part:
    """What stands at an HL7 path of a segment, or of a list of segments; `get` takes it out of that."""

    path: str
    get: Callable[[Any], Any]

    @property
    def field(self) -> str:
        """The path without its segment: `-5.1`."""
        return self.path[self.path.index("-") :]


@dataclass(frozen=True, eq=False, slots=True)
class Call:
    """A transform applied to values; `arguments` are bound, by name.

    `part`: it takes no more than that from its only source, which is read from the record.
    """

    transform: Transform
    sources: tuple[Value, ...]
    arguments: Mapping[str, Any]
    part: Part | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Default:
    """A value, or where it is null a constant."""

    value: Value
    default: Any


@dataclass(frozen=True, eq=False, slots=True)
class Checked:
    """A value held to its field's rules: `check` is for values that aren't null; `name` is the field's."""

    value: Value
    check: Check | None
    name: str
    refuses_null: bool = False


Value = (
    Read
    | Otherwise
    | Constant
    | Index
    | Metadata
    | Unknown
    | Given
    | WhereExisting
    | Call
    | Default
    | Checked
)


def parts(value: Value) -> tuple[Value, ...]:
    """The values that a value is made of, in the order in which they are looked at."""
    match value:
        case Otherwise(first, second):
            return (first, second)
        case Given(value=inner) | WhereExisting(value=inner) | Default(value=inner):
            return (inner,)
        case Checked(value=inner):
            return (inner,)
        case Call(sources=sources):
            return sources
    return ()


def within(value: Value) -> Iterator[Value]:
    """The value and everything that it is made of."""
    yield value
    for part in parts(value):
        yield from within(part)


def reads(value: Value) -> Iterator[Read]:
    """Every read that a value depends on, in reading order: the first is the place to blame for it."""
    return (part for part in within(value) if isinstance(part, Read))


def is_computed(value: Value) -> bool:
    """Whether a transform is called for it, so that it is worth computing once only."""
    return any(isinstance(part, Call) for part in within(value))


def may_be_null(value: Value) -> bool:
    """Whether a value may be null."""
    match value:
        case Read(node=node, want=want):
            unsettled = want.nullable or (want.absence is Absence.NULL and want.default is None)
            return unsettled or (node.is_structure and node.nullable)
        case Otherwise(_, second):
            return may_be_null(value.first) or may_be_null(second)
        case Constant(constant):
            return constant is None
        case Index() | Metadata():
            return False
        case WhereExisting() | Unknown():
            return True
        case Given(value=inner):
            return may_be_null(inner)
        case Default():
            return False
        case Checked(value=inner, refuses_null=refused):
            return not refused and may_be_null(inner)
        case Call(transform, sources):
            signature = transform.signature
            if signature.gives is T:  # what is passed on is null where a source is, or isn't given
                passed_on = any(map(may_be_null, sources)) or len(sources) < len(signature.sources)
                return signature.gives_null or passed_on
            return signature.gives_null or any(
                may_be_null(source) and not signature.source(place).takes_null
                for place, source in enumerate(sources)
            )


def without_refusal(value: Value) -> Value:
    """The value with a null that its field would refuse: what decides whether a record exists at all."""
    if isinstance(value, Checked) and value.refuses_null and value.check is None:
        return value.value
    return value


def is_unknown(value: Value) -> bool:
    """Whether a value depends on one that can't be told."""
    return bool(unknown_in(value))


def unknown_in(value: Value) -> tuple[str, ...]:
    """The reference entities whose rows would have to be at hand to tell a value, each once."""
    unknown = (part for part in within(value) if isinstance(part, Unknown))
    return tuple(dict.fromkeys(name for part in unknown for name in part.entities))
