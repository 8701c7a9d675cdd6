"""What stands under the keys of a mapping that has the right shape; what is Broken counts as not there."""

from __future__ import annotations

from nomnom.model.entity import Scalar
from nomnom.spec.declared import Word
from nomnom.spec.nodes import Broken, Entries, Items, Leaf
from nomnom.spec.places import Located, Place


def word_at(node: Entries, key: str) -> Word | None:
    """A string under a key, with its place; None where there is none."""
    value = node.get(key)
    return (
        Located(value.value, value.place)
        if isinstance(value, Leaf) and isinstance(value.value, str)
        else None
    )


def words_at(node: Entries, key: str) -> tuple[Word, ...] | None:
    """The strings of a list under a key; None where there is no list."""
    value = node.get(key)
    if not isinstance(value, Items):
        return None
    leaves = (leaf for leaf in value.nodes if isinstance(leaf, Leaf))
    return tuple(Located(leaf.value, leaf.place) for leaf in leaves if isinstance(leaf.value, str))


def flag_at(node: Entries, key: str) -> bool:
    """Whether true stands under a key."""
    value = node.get(key)
    return isinstance(value, Leaf) and value.value is True


def located_flag_at(node: Entries, key: str) -> Located[bool] | None:
    """True or false under a key, with its place; None where neither is said."""
    value = node.get(key)
    return (
        Located(value.value, value.place)
        if isinstance(value, Leaf) and isinstance(value.value, bool)
        else None
    )


def doc_at(node: Entries) -> str:
    """The text under `doc`, empty where there is none."""
    word = word_at(node, "doc")
    return word.value.strip() if word else ""


def mapping_at(node: Entries, key: str) -> Entries | None:
    """The mapping under a key, if there is one."""
    value = node.get(key)
    return value if isinstance(value, Entries) else None


def mappings_at(node: Entries, key: str) -> tuple[Entries, ...]:
    """The mappings of a list under a key."""
    value = node.get(key)
    return (
        tuple(item for item in value.nodes if isinstance(item, Entries))
        if isinstance(value, Items)
        else ()
    )


def first_place_of(node: Entries, *keys: str) -> Place | None:
    """Where the first of the keys that is there is written."""
    return next((place for key in keys if (place := node.place_of(key))), None)


def length_at(node: Entries) -> Located[Scalar] | None:
    """The one argument of `args`; a list of several is located with its number, which fits no type."""
    args = node.get("args")
    if not isinstance(args, Items) or not args.nodes:
        return None
    first = args.nodes[0]
    value = first.value if isinstance(first, Leaf) and len(args.nodes) == 1 else None
    return None if isinstance(first, Broken) else Located(value, args.place)
