"""Well-shaped nodes as declared values. Nodes come from `shapes.fit`: what is Broken in them is reported."""

from __future__ import annotations

from dataclasses import replace

from nomnom.model.entity import Argument, Existence, OnConflict, Scalar, SourceType
from nomnom.spec.declared import (
    DeclaredComputation,
    DeclaredConstraints,
    DeclaredEntity,
    DeclaredExistence,
    DeclaredField,
    DeclaredForeignKey,
    DeclaredInput,
    DeclaredKey,
    DeclaredOverride,
    DeclaredParent,
    DeclaredPersistence,
    DeclaredProject,
    DeclaredReference,
    DeclaredRepetition,
    DeclaredSilence,
    DeclaredSource,
    Word,
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
    name = _word(node, "name")
    given = ((key.name, node.get(key.name)) for key in SETTING_KEYS)
    return DeclaredProject(
        name=name.value if name else None,
        index_unicity_fields=_flag(node, "index_unicity_fields"),
        settings=tuple(
            (key, Located(leaf.value, leaf.place)) for key, leaf in given if isinstance(leaf, Leaf)
        ),
        silences=_silences(node),
    )


def declared_entity(document: Node) -> DeclaredEntity | None:
    """The entity of a file's document, or None where it has no name to be known by."""
    node = document.get("entity") if isinstance(document, Entries) else None
    if not isinstance(node, Entries) or (name := _word(node, "name")) is None:
        return None
    source_type = _word(node, "source_type")
    persistence = _mapping(node, "persistence")
    return DeclaredEntity(
        place=node.place,
        name=name,
        source_type=SourceType(source_type.value) if source_type else None,
        typed=node.get("source_type") is not None,
        doc=_doc(node),
        renamed_from=_word(node, "renamed_from"),
        abstract=_flag(node, "abstract"),
        extends=_word(node, "extends"),
        parents=_parents(node),
        repeated_for=_repetition(_mapping(node, "repeated_for")),
        sourced=_first_place(node, "parent", "parents", "repeated_for", "derivation"),
        existence=_existence(_mapping(node, "minimal_existence")),
        fields=tuple(field for item in _mappings(node, "fields") if (field := _field(item))),
        persistence=_persistence(persistence) if persistence else None,
        input=_input(node.get("input")),
        publish=_located_flag(node, "publish"),
        reference=_reference(_mapping(node, "source")),
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
    if (name := _word(node, "name")) is None:
        return None
    computation = _mapping(node, "computed_from")
    constraints = _mapping(node, "constraints")
    return DeclaredField(
        place=node.place,
        name=name,
        type=_word(node, "type"),
        nullable=_flag(node, "nullable"),
        doc=_doc(node),
        renamed_from=_word(node, "renamed_from"),
        length=_length(node),
        index=_flag(node, "index"),
        computed_from=_computation(computation) if computation else None,
        constraints=_constraints(constraints) if constraints else DeclaredConstraints(),
        silences=_silences(node),
    )


def _computation(node: Entries) -> DeclaredComputation:
    sources, args = node.get("sources"), node.get("args")
    return DeclaredComputation(
        place=node.place,
        transform=_word(node, "transform"),
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
        case Entries() if word := _word(node, "source"):
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
    single = _word(node, "parent")
    return (
        *((DeclaredParent(single, single),) if single else ()),
        *(parent for item in _mappings(node, "parents") if (parent := _parent(item))),
        *_source_entities(_mapping(node, "derivation")),
    )


def _parent(node: Entries) -> DeclaredParent | None:
    entity = _word(node, "type")
    return DeclaredParent(_word(node, "name") or entity, entity) if entity else None


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
        case Entries() if entity := _word(node, "entity"):
            ancillary = node.place_of("ancillary") if _flag(node, "ancillary") else None
            return DeclaredParent(alias, entity, ancillary)
        case _:
            return None


def _repetition(node: Entries | None) -> DeclaredRepetition | None:
    if node is None:
        return None
    entity, path = _word(node, "entity"), _word(node, "field")
    if entity is None or path is None:
        return None
    element = _word(node, "each_known_as") or Located(DEFAULT_ELEMENT, node.place)
    return DeclaredRepetition(node.place, entity, path, element)


def _reference(node: Entries | None) -> DeclaredReference | None:
    if node is None:
        return None
    single, refresh = _word(node, "key"), node.get("refresh")
    seconds = refresh.value if isinstance(refresh, Leaf) else None
    return DeclaredReference(
        place=node.place,
        origins=tuple(
            (name, word) for name in ("file", "table", "query") if (word := _word(node, name))
        ),
        key=(single,) if single else _words(node, "key"),
        refresh=Located(seconds, refresh.place) if refresh and isinstance(seconds, int) else None,
    )


def _input(node: Node | None) -> DeclaredInput | None:
    match node:
        case Leaf(value=str() as text):
            return DeclaredInput(node.place, Located(text, node.place))
        case Entries() if word := _word(node, "format"):
            return DeclaredInput(node.place, word, _word(node, "separator"), _word(node, "prefix"))
        case _:
            return None


def _existence(node: Entries | None) -> DeclaredExistence | None:
    if node is None:
        return None
    anyone, everyone = _words(node, "require_any"), _words(node, "require_all")
    quantifier = Existence.ANY if everyone is None else Existence.ALL
    both = (node.get("require_any") is None) == (node.get("require_all") is None)
    return DeclaredExistence(node.place, (*(anyone or ()), *(everyone or ())), quantifier, both)


def _persistence(node: Entries) -> DeclaredPersistence:
    database = _mapping(node, "database") or Entries(node.place, ())
    overrides = node.get("field_overrides")
    on_conflict = _word(node, "on_conflict")
    return DeclaredPersistence(
        place=node.place,
        table=_word(database, "conformant_table"),
        id_column=_word(database, "conformant_id_column"),
        unicity=_words(database, "unicity_fields"),
        foreign_keys=_foreign_keys(database),
        indexes=_indexes(database),
        primary_key=_primary_key(_mapping(node, "primary_key")),
        overrides=_overrides(node) if overrides else None,
        on_conflict=OnConflict(on_conflict.value) if on_conflict else None,
        version_by=_word(node, "version_by"),
        on_parent_update=_word(node, "on_parent_update"),
        lineage=_located_flag(node, "lineage"),
    )


def _foreign_keys(database: Entries) -> tuple[DeclaredForeignKey, ...] | None:
    if database.get("foreign_keys") is None:
        return None
    return tuple(
        DeclaredForeignKey(
            name, target, node.place_of("must_exist") if _flag(node, "must_exist") else None
        )
        for node in _mappings(database, "foreign_keys")
        if (name := _word(node, "name")) and (target := _word(node, "references"))
    )


def _indexes(database: Entries) -> tuple[tuple[Word, ...], ...] | None:
    if database.get("indexes") is None:
        return None
    return tuple(words for n in _mappings(database, "indexes") if (words := _words(n, "fields")))


def _primary_key(node: Entries | None) -> DeclaredKey | None:
    if node is None or (name := _word(node, "name")) is None:
        return None
    return DeclaredKey(node.place, name, _word(node, "type"), _flag(node, "autogenerate"))


def _overrides(persistence: Entries) -> tuple[DeclaredOverride, ...]:
    return tuple(
        DeclaredOverride(
            place=node.place,
            name=name,
            type=_word(node, "type"),
            length=_length(node),
            nullable=_located_flag(node, "nullable"),
            index=_flag(node, "index"),
            primary_key=node.place_of("primary_key") if _flag(node, "primary_key") else None,
            doc=_doc(node) or None,
        )
        for node in _mappings(persistence, "field_overrides")
        if (name := _word(node, "name"))
    )


def _silences(node: Entries) -> tuple[DeclaredSilence, ...]:
    silence = _mapping(node, "silence") or Entries(node.place, ())
    pairs = ((code, _word(silence, code.value)) for code, _ in silence.pairs)
    return tuple(DeclaredSilence(code, reason) for code, reason in pairs if reason)


def _length(node: Entries) -> Located[Scalar] | None:
    """The one argument of `args`; a list of several is located with its number, which fits no type."""
    args = node.get("args")
    if not isinstance(args, Items) or not args.nodes:
        return None
    first = args.nodes[0]
    value = first.value if isinstance(first, Leaf) and len(args.nodes) == 1 else None
    return None if isinstance(first, Broken) else Located(value, args.place)


def _word(node: Entries, key: str) -> Word | None:
    value = node.get(key)
    return (
        Located(value.value, value.place)
        if isinstance(value, Leaf) and isinstance(value.value, str)
        else None
    )


def _words(node: Entries, key: str) -> tuple[Word, ...] | None:
    value = node.get(key)
    if not isinstance(value, Items):
        return None
    leaves = (leaf for leaf in value.nodes if isinstance(leaf, Leaf))
    return tuple(Located(leaf.value, leaf.place) for leaf in leaves if isinstance(leaf.value, str))


def _flag(node: Entries, key: str) -> bool:
    value = node.get(key)
    return isinstance(value, Leaf) and value.value is True


def _located_flag(node: Entries, key: str) -> Located[bool] | None:
    value = node.get(key)
    return (
        Located(value.value, value.place)
        if isinstance(value, Leaf) and isinstance(value.value, bool)
        else None
    )


def _doc(node: Entries) -> str:
    word = _word(node, "doc")
    return word.value.strip() if word else ""


def _mapping(node: Entries, key: str) -> Entries | None:
    value = node.get(key)
    return value if isinstance(value, Entries) else None


def _mappings(node: Entries, key: str) -> tuple[Entries, ...]:
    value = node.get(key)
    return (
        tuple(item for item in value.nodes if isinstance(item, Entries))
        if isinstance(value, Items)
        else ()
    )


def _first_place(node: Entries, *keys: str) -> Place | None:
    return next((place for key in keys if (place := node.place_of(key))), None)
