"""What the files say, as frozen values: located, not yet resolved, possibly wrong or incomplete.

None means: not said, or said in a way that is reported already.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from nomnom.model.entity import Argument, Existence, OnConflict, Scalar, SourceType
from nomnom.spec.places import Located, Place

Word = Located[str]


@dataclass(frozen=True, slots=True)
class DeclaredSource:
    """One source of a computation.

    `field` is None for a bare name, `inside` the rest of a dotted path. `is_path`: all of it is written as one
    dotted word.
    """

    place: Place
    name: Word
    field: Word | None = None
    inside: tuple[str, ...] = ()
    index: int | None = None
    is_path: bool = False


@dataclass(frozen=True, slots=True)
class DeclaredComputation:
    """A `computed_from`. `args` None: its arguments can't be read."""

    place: Place
    transform: Word | None
    sources: tuple[DeclaredSource, ...] | None
    args: tuple[tuple[Word, Located[Argument]], ...] | None


@dataclass(frozen=True, slots=True)
class DeclaredConstraints:
    """The `constraints` of a field."""

    rules: tuple[tuple[Word, Located[Scalar]], ...] = ()
    """Every rule but `enum`, by the key it is written under."""
    enum: tuple[Located[Scalar], ...] = ()

    def rule(self, name: str) -> Located[Scalar] | None:
        """The value of a rule, if it is given."""
        return next((value for key, value in self.rules if key.value == name), None)


@dataclass(frozen=True, slots=True)
class DeclaredSilence:
    """One entry of a `silence`: the code not to be heard, and why."""

    code: Word
    reason: Word


@dataclass(frozen=True, slots=True)
class DeclaredField:
    """A field of an entity; `length` is what `args` says, `column` whether it may have one."""

    place: Place
    name: Word
    type: Word | None
    nullable: bool = False
    doc: str = ""
    renamed_from: Word | None = None
    length: Located[Scalar] | None = None
    index: bool = False
    column: bool = True
    computed_from: DeclaredComputation | None = None
    constraints: DeclaredConstraints = field(default_factory=DeclaredConstraints)
    silences: tuple[DeclaredSilence, ...] = ()


@dataclass(frozen=True, slots=True)
class DeclaredParent:
    """An entity that another is derived from, under an alias."""

    alias: Word
    entity: Word
    ancillary: Place | None = None


@dataclass(frozen=True, slots=True)
class DeclaredRepetition:
    """A `repeated_for`; `path` is dotted."""

    place: Place
    entity: Word
    path: Word
    each_known_as: Word


@dataclass(frozen=True, slots=True)
class DeclaredExistence:
    """A `minimal_existence`; `both` where require_any and require_all are given, or neither is."""

    place: Place
    fields: tuple[Word, ...]
    quantifier: Existence
    both: bool


@dataclass(frozen=True, slots=True)
class DeclaredForeignKey:
    """One of the `foreign_keys`; `references` is `table.column`, `must_exist` where that is asked for."""

    column: Word
    references: Word
    must_exist: Place | None = None


@dataclass(frozen=True, slots=True)
class DeclaredKey:
    """A `primary_key`."""

    place: Place
    name: Word
    type: Word | None
    autogenerate: bool


@dataclass(frozen=True, slots=True)
class DeclaredOverride:
    """One of the `field_overrides`."""

    place: Place
    name: Word
    type: Word | None = None
    length: Located[Scalar] | None = None
    nullable: Located[bool] | None = None
    index: bool = False
    primary_key: Place | None = None
    doc: str | None = None


@dataclass(frozen=True, slots=True)
class DeclaredPersistence:
    """A `persistence`; None where a key is left out, so that an heir can take its base's."""

    place: Place
    table: Word | None = None
    id_column: Word | None = None
    unicity: tuple[Word, ...] | None = None
    foreign_keys: tuple[DeclaredForeignKey, ...] | None = None
    indexes: tuple[tuple[Word, ...], ...] | None = None
    primary_key: DeclaredKey | None = None
    overrides: tuple[DeclaredOverride, ...] | None = None
    on_conflict: OnConflict | None = None
    version_by: Word | None = None
    on_parent_update: Word | None = None
    lineage: Located[bool] | None = None


@dataclass(frozen=True, slots=True)
class DeclaredInput:
    """An `input`."""

    place: Place
    format: Word
    separator: Word | None = None
    prefix: Word | None = None


@dataclass(frozen=True, slots=True)
class DeclaredReference:
    """A reference entity's `source`; `origins` are what is given of file, table and query, by that word."""

    place: Place
    origins: tuple[tuple[str, Word], ...]
    key: tuple[Word, ...] | None = None
    refresh: Located[int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredEntity:
    """One entity.

    `sourced` is where the first key stands that says what it is derived from. `whole` is False where fields
    or the entity it extends can't be read: then nothing can be said about a field it seems to lack.
    """

    place: Place
    name: Word
    source_type: SourceType | None
    typed: bool
    """Whether `source_type` is given at all."""
    doc: str = ""
    renamed_from: Word | None = None
    abstract: bool = False
    extends: Word | None = None
    parents: tuple[DeclaredParent, ...] = ()
    repeated_for: DeclaredRepetition | None = None
    sourced: Place | None = None
    existence: DeclaredExistence | None = None
    fields: tuple[DeclaredField, ...] = ()
    persistence: DeclaredPersistence | None = None
    input: DeclaredInput | None = None
    publish: Located[bool] | None = None
    reference: DeclaredReference | None = None
    silences: tuple[DeclaredSilence, ...] = ()
    whole: bool = True

    def field(self, name: str) -> DeclaredField | None:
        """The first field of that name, if there is one."""
        return next((f for f in self.fields if f.name.value == name), None)


@dataclass(frozen=True, slots=True)
class DeclaredProject:
    """What nomnom.yaml says; `settings` by name, in their order."""

    name: str | None = None
    index_unicity_fields: bool = False
    settings: tuple[tuple[str, Located[Scalar]], ...] = ()
    silences: tuple[DeclaredSilence, ...] = ()
