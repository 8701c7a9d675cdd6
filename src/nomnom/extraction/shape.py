"""The wire shape: which members of a record are needed, and as what.

Every field of every entity asks for what it needs (`want`); afterwards a node knows whether one typed decode
serves all who asked, or whether its JSON text has to be kept and read once for each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from nomnom.model.entity import Constraints, Field, Scalar
from nomnom.model.types import FieldType, Kind


class Absence(Enum):
    """What it means that a member isn't there."""

    ERROR = "error"
    NULL = "null"
    ELSEWHERE = "elsewhere"
    """The value is then taken from elsewhere: a parent's field of the same name."""


@dataclass(frozen=True, slots=True)
class Want:
    """What one field asks of the member that it is read from.

    `native` is the Python type to decode to where a transform takes the value, else the field's own serves.
    """

    type: FieldType
    constraints: Constraints
    nullable: bool
    absence: Absence
    default: Scalar = None
    native: Any = None

    @property
    def is_required(self) -> bool:
        """Whether a value has to be there."""
        return self.absence is Absence.ERROR and self.default is None

    @classmethod
    def native_of(cls, native: Any, *, required: bool = False) -> Want:
        """The want of a transform's source; null where nothing is there, unless something is `required`."""
        absence = Absence.ERROR if required else Absence.NULL
        kind = FieldType(Kind.JSON)
        return cls(kind, Constraints(), nullable=not required, absence=absence, native=native)

    @classmethod
    def of(cls, declared: Field, *, elsewhere: bool = False) -> Want:
        """The want of a declared field; `elsewhere` where an absent value is looked up at its parent."""
        absence = Absence.NULL if declared.nullable else Absence.ERROR
        absence = Absence.ELSEWHERE if elsewhere else absence
        return cls(
            declared.type, declared.constraints, declared.nullable, absence, declared.default
        )


@dataclass(eq=False, slots=True)
class Node:
    """One place in a record: `path` leads there from the nearest enclosing scope's object.

    `members` and `element` are what lies below it; `asked` are the fields that read it, with their wants.
    `owner` names the entity that asked for it first, `nullable` says whether it may be null as a whole.
    """

    path: tuple[str, ...] = ()
    members: dict[str, Node] = field(default_factory=dict)
    element: Node | None = None
    asked: list[tuple[str, Field, Want]] = field(default_factory=list)
    owner: str = ""
    nullable: bool = False

    def member(self, name: str, owner: str) -> Node:
        """The node of a member of this object, made when first asked for."""
        if name not in self.members:
            self.members[name] = Node(path=(*self.path, name), owner=owner)
        return self.members[name]

    def below(self, path: tuple[str, ...]) -> Node:
        """The node at a path of members that all were asked for."""
        node = self
        for name in path:
            node = node.members[name]
        return node

    def reach(self, path: Sequence[str], owner: str, *, required: bool) -> Node:
        """The node at a path of members, made where it isn't yet.

        Unless what stands there is `required`, objects on the way may be absent or null, but for those
        that a field requires itself.
        """
        node = self
        for name in path[:-1]:
            node = node.member(name, owner)
            if not required:
                node.relax()
        return node.member(path[-1], owner)

    def relax(self) -> None:
        """Let it be null as a whole, unless a field requires it."""
        if not any(want.is_required for want in self.wants):
            self.nullable = True

    def elements(self, owner: str) -> Node:
        """The node of this list's elements, made when first asked for; paths start anew there."""
        if self.element is None:
            self.element = Node(owner=owner)
        return self.element

    @property
    def is_structure(self) -> bool:
        """Whether something below it is read."""
        return bool(self.members) or self.element is not None

    @property
    def is_required(self) -> bool:
        """Whether an object without it can't be a record."""
        if self.asked:
            return any(want.is_required for want in self.wants)
        return not self.nullable

    @property
    def wants(self) -> tuple[Want, ...]:
        """The different wants, in the order they were asked."""
        return tuple(dict.fromkeys(want for _, _, want in self.asked))

    @property
    def is_kept_as_text(self) -> bool:
        """Whether no single typed decode serves everyone, so that the JSON text is kept."""
        return len(self.wants) + self.is_structure > 1


@dataclass(eq=False, slots=True)
class Scope:
    """A loop variable of the generated code: the record itself, or an element of a list in another scope.

    `node` is the shape of its object. `parent` is the enclosing loop; `source` is the list it runs over, found
    in the object of `holder`, a scope of the parent's chain. The record has none of the three. `counter` is the
    variable of the element's index, empty where nobody asks for it.
    """

    variable: str
    node: Node
    parent: Scope | None = None
    source: Node | None = None
    holder: Scope | None = None
    counter: str = ""

    @property
    def chain(self) -> tuple[Scope, ...]:
        """All enclosing scopes, outermost first, itself last."""
        return (*(self.parent.chain if self.parent else ()), self)

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables that its loop binds: the index, where it is asked for, and the element."""
        return (self.counter, self.variable) if self.counter else (self.variable,)
