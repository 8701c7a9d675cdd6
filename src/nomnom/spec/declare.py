"""Well-shaped nodes as declared values. Nodes come from `shapes.fit`: what is Broken in them is reported."""

from __future__ import annotations

from dataclasses import replace

from nomnom.model.entity import Argument, Existence, Scalar, SourceType
from nomnom.spec.declare_persistence import declared_persistence
from nomnom.spec.declared import (
    DeclaredComputation,
    DeclaredConstraints,
    DeclaredEntity,
    DeclaredExistence,
    DeclaredField,
    DeclaredInput,
    DeclaredParent,
    DeclaredProject,
    DeclaredReference,
    DeclaredRepetition,
    DeclaredSilence,
    DeclaredSource,
    Word,
)
from nomnom.spec.entries import (
    doc_at,
    first_place_of,
    flag_at,
    length_at,
    located_flag_at,
    mapping_at,
    mappings_at,
    word_at,
    words_at,
)
from nomnom.spec.grammar import SETTING_KEYS
from nomnom.spec.nodes import Broken, Entries, Items, Leaf, Node
from nomnom.spec.places import Located, Place

DEFAULT_ELEMENT = "item"
"""The name of a list's element in sources where `each_known_as` is left out."""


def declared_project(node: Node) -> DeclaredProject:
    """What nomnom.yaml says; the defaults where it can't be read or is empty."""
    if not isinstance(node, Entries):
        return DeclaredProject()
    name = word_at(node, "name")
    given = ((key.name, node.get(key.name)) for key in SETTING_KEYS)
    return DeclaredProject(
        name=name.value if name else None,
        index_unicity_fields=flag_at(node, "index_unicity_fields"),
        settings=tuple(
            (key, Located(leaf.value, leaf.place)) for key, leaf in given if isinstance(leaf, Leaf)
        ),
        silences=_silences(node),
    )


def declared_entity(document: Node) -> DeclaredEntity | None:
    """The entity of a file's document, or None where it has no name to be known by."""
    node = document.get("entity") if isinstance(document, Entries) else None
    if not isinstance(node, Entries) or (name := word_at(node, "name")) is None:
        return None
    source_type = word_at(node, "source_type")
    persistence = mapping_at(node, "persistence")
    return DeclaredEntity(
        place=node.place,
        name=name,
        source_type=SourceType(source_type.value) if source_type else None,
        typed=node.get("source_type") is not None,
        doc=doc_at(node),
        renamed_from=word_at(node, "renamed_from"),
        abstract=flag_at(node, "abstract"),
        extends=word_at(node, "extends"),
        parents=_parents(node),
        repeated_for=_repetition(mapping_at(node, "repeated_for")),
        sourced=first_place_of(node, "parent", "parents", "repeated_for", "derivation"),
        existence=_existence(mapping_at(node, "minimal_existence")),
        fields=tuple(field for item in mappings_at(node, "fields") if (field := _field(item))),
        persistence=declared_persistence(persistence) if persistence else None,
        input=_input(node.get("input")),
        publish=located_flag_at(node, "publish"),
        reference=_reference(mapping_at(node, "source")),
        silences=_silences(node),
        whole=_is_whole(node),
    )


def _is_whole(node: Entries) -> bool:
    if isinstance(node.get("fields"), Broken) or isinstance(node.get("extends"), Broken):
        return False
    fields = node.get("fields")
    items = fields.nodes if isinstance(fields, Items) else ()
    return all(isinstance(f, Entries) and isinstance(f.get("name"), Leaf) for f in items)


def _field(node: Entries) -> DeclaredField | None:
    if (name := word_at(node, "name")) is None:
        return None
    computation, column = mapping_at(node, "computed_from"), located_flag_at(node, "column")
    constraints = mapping_at(node, "constraints")
    return DeclaredField(
        place=node.place,
        name=name,
        type=word_at(node, "type"),
        nullable=flag_at(node, "nullable"),
        doc=doc_at(node),
        renamed_from=word_at(node, "renamed_from"),
        length=length_at(node),
        index=flag_at(node, "index"),
        column=column is None or column.value,
        computed_from=_computation(computation) if computation else None,
        constraints=_constraints(constraints) if constraints else DeclaredConstraints(),
        silences=_silences(node),
    )


def _computation(node: Entries) -> DeclaredComputation:
    sources, args = node.get("sources"), node.get("args")
    return DeclaredComputation(
        place=node.place,
        transform=word_at(node, "transform"),
        sources=() if sources is None else _sources(sources),
        args=() if args is None else declared_arguments(args),
    )


def _sources(node: Node) -> tuple[DeclaredSource, ...] | None:
    """None where one of them can't be read, for then nothing can be said about their number."""
    found = tuple(map(_source, node.nodes)) if isinstance(node, Items) else (None,)
    known = tuple(source for source in found if source)
    return known if len(known) == len(found) else None


def _source(node: Node) -> DeclaredSource | None:
    """A dotted word, and a dotted `field`, are taken apart into their steps."""
    match node:
        case Leaf(value=str() as text):
            name, *path = text.split(".")
            return _stepped(
                node.place, Located(name, node.place), node.place, path, is_path=bool(path)
            )
        case Entries() if word := word_at(node, "source"):
            index, field = node.get("index"), node.get("field")
            if isinstance(field, Broken) or isinstance(index, Broken):
                return None
            number = index.value if isinstance(index, Leaf) else None
            if not isinstance(field, Leaf):
                return DeclaredSource(
                    node.place, word, index=number if isinstance(number, int) else None
                )
            found = _stepped(node.place, word, field.place, str(field.value).split("."))
            return replace(found, index=number if isinstance(number, int) else None)
        case _:
            return None


def _stepped(
    place: Place, name: Word, path_place: Place, path: list[str], *, is_path: bool = False
) -> DeclaredSource:
    first = Located(path[0], path_place) if path else None
    return DeclaredSource(place, name, first, tuple(path[1:]), is_path=is_path)


def declared_arguments(node: Node) -> tuple[tuple[Word, Located[Argument]], ...] | None:
    """The arguments of a call by name; None where they can't be read."""
    if not isinstance(node, Entries):
        return None
    return tuple(
        (name, Located(_argument(value), value.place))
        for name, value in node.pairs
        if not isinstance(value, Broken)
    )


def _argument(node: Node) -> Argument:
    match node:
        case Leaf(value=value):
            return value
        case Items(nodes=nodes):
            return tuple(leaf.value for leaf in nodes if isinstance(leaf, Leaf))
        case Entries(pairs=pairs):
            return {name.value: leaf.value for name, leaf in pairs if isinstance(leaf, Leaf)}
        case _:
            return None


def _scalars(node: Entries) -> tuple[tuple[Word, Located[Scalar]], ...]:
    leaves = ((name, value) for name, value in node.pairs if isinstance(value, Leaf))
    return tuple((name, Located(leaf.value, leaf.place)) for name, leaf in leaves)


def _constraints(node: Entries) -> DeclaredConstraints:
    enum = node.get("enum")
    values = enum.nodes if isinstance(enum, Items) else ()
    return DeclaredConstraints(
        rules=_scalars(node),
        enum=tuple(Located(v.value, v.place) for v in values if isinstance(v, Leaf)),
    )


def _parents(node: Entries) -> tuple[DeclaredParent, ...]:
    single = word_at(node, "parent")
    return (
        *((DeclaredParent(single, single),) if single else ()),
        *(parent for item in mappings_at(node, "parents") if (parent := _parent(item))),
        *_source_entities(mapping_at(node, "derivation")),
    )


def _parent(node: Entries) -> DeclaredParent | None:
    entity = word_at(node, "type")
    return DeclaredParent(word_at(node, "name") or entity, entity) if entity else None


def _source_entities(node: Entries | None) -> tuple[DeclaredParent, ...]:
    sources = node.get("source_entities") if node else None
    match sources:
        case Leaf(value=str() as name):
            entity = Located(name, sources.place)
            return (DeclaredParent(entity, entity),)
        case Entries(pairs=pairs):
            return tuple(parent for alias, item in pairs if (parent := _source_entity(alias, item)))
        case _:
            return ()


def _source_entity(alias: Word, node: Node) -> DeclaredParent | None:
    match node:
        case Leaf(value=str() as name):
            return DeclaredParent(alias, Located(name, node.place))
        case Entries() if entity := word_at(node, "entity"):
            ancillary = node.place_of("ancillary") if flag_at(node, "ancillary") else None
            return DeclaredParent(alias, entity, ancillary)
        case _:
            return None


def _repetition(node: Entries | None) -> DeclaredRepetition | None:
    if node is None:
        return None
    entity, path = word_at(node, "entity"), word_at(node, "field")
    if entity is None or path is None:
        return None
    element = word_at(node, "each_known_as") or Located(DEFAULT_ELEMENT, node.place)
    return DeclaredRepetition(node.place, entity, path, element)


def _reference(node: Entries | None) -> DeclaredReference | None:
    if node is None:
        return None
    single, refresh = word_at(node, "key"), node.get("refresh")
    seconds = refresh.value if isinstance(refresh, Leaf) else None
    return DeclaredReference(
        place=node.place,
        origins=tuple(
            (name, word) for name in ("file", "table", "query") if (word := word_at(node, name))
        ),
        key=(single,) if single else words_at(node, "key"),
        refresh=Located(seconds, refresh.place) if refresh and isinstance(seconds, int) else None,
    )


def _input(node: Node | None) -> DeclaredInput | None:
    match node:
        case Leaf(value=str() as text):
            return DeclaredInput(node.place, Located(text, node.place))
        case Entries() if word := word_at(node, "format"):
            return DeclaredInput(
                node.place, word, word_at(node, "separator"), word_at(node, "prefix")
            )
        case _:
            return None


def _existence(node: Entries | None) -> DeclaredExistence | None:
    if node is None:
        return None
    anyone, everyone = words_at(node, "require_any"), words_at(node, "require_all")
    quantifier = Existence.ANY if everyone is None else Existence.ALL
    both = (node.get("require_any") is None) == (node.get("require_all") is None)
    return DeclaredExistence(node.place, (*(anyone or ()), *(everyone or ())), quantifier, both)


def _silences(node: Entries) -> tuple[DeclaredSilence, ...]:
    silence = mapping_at(node, "silence") or Entries(node.place, ())
    pairs = ((code, word_at(silence, code.value)) for code, _ in silence.pairs)
    return tuple(DeclaredSilence(code, reason) for code, reason in pairs if reason)
