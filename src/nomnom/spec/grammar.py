"""The language of the files: every key, its shape and its meaning. Nothing else knows which keys exist."""

from __future__ import annotations

from nomnom.model.entity import InputFormat, OnConflict, SourceType
from nomnom.model.types import ALIASES
from nomnom.spec.shapes import (
    AnyScalar,
    Choice,
    Count,
    Either,
    Flag,
    Key,
    ListOf,
    MapOf,
    Number,
    Table,
    Text,
)
from nomnom.transforms import BUILT_IN

TYPE = Text(suggested=(*ALIASES, "List[String]", "List[Object]"))
TRANSFORM = Text(suggested=tuple(BUILT_IN))

SOURCE = Table(
    "a source",
    (
        Key(
            "source",
            Text(),
            "a parent, an each_known_as name, self, record or message",
            required=True,
            other="parent",
        ),
        Key(
            "field",
            Text(),
            "the field of that source, or a dotted path into it",
            default="its value as a whole",
        ),
        Key(
            "index",
            Count(),
            "asks for the element's place in its list, counted from this number",
        ),
    ),
)

ARGUMENT = Either((AnyScalar(), ListOf(AnyScalar()), MapOf(AnyScalar())))

COMPUTED_FROM = Table(
    "computed_from",
    (
        Key("transform", TRANSFORM, "the name of a transform", required=True),
        Key("sources", ListOf(Either((Text(), SOURCE))), "what the transform takes, in order"),
        Key("args", MapOf(ARGUMENT), "the transform's arguments by name"),
    ),
)

CONSTRAINTS = Table(
    "constraints",
    (
        Key("minimum", Number(), "the least number allowed"),
        Key("maximum", Number(), "the greatest number allowed"),
        Key("min_length", Count(), "the least number of characters"),
        Key("max_length", Count(), "the greatest number of characters"),
        Key("pattern", Text(), "a regular expression that is found in the value"),
        Key("enum", ListOf(AnyScalar(), filled=True), "the only values allowed"),
        Key("precision", Count(), "the number of decimal digits in all"),
        Key("scale", Count(), "the number of decimal digits after the point"),
        Key("default", AnyScalar(), "the value where the message has none"),
    ),
)

SILENCE = Key("silence", MapOf(Text()), "the warnings and notes not to be shown: code and reason")

FIELD = Table(
    "a field",
    (
        Key("name", Text(), "the field's name in snake_case", required=True),
        Key("type", TYPE, "the field's type, String for example", required=True),
        Key("nullable", Flag(), "whether the value may be missing or null", default="false"),
        Key("doc", Text(), "what the field means"),
        Key("renamed_from", Text(), "the field's name before it was renamed"),
        Key("args", ListOf(Count()), "the greatest number of characters of a String, as in [20]"),
        Key("index", Flag(), "whether the column gets an index", default="false"),
        Key("column", Flag(), "whether it has a column; if not, it is for others", default="true"),
        Key("computed_from", COMPUTED_FROM, "how the value is computed"),
        Key("constraints", CONSTRAINTS, "the rules its values keep"),
        SILENCE,
    ),
)

PARENT = Table(
    "a parent",
    (
        Key("name", Text(), "the alias that sources use for it", default="its type"),
        Key("type", Text(), "the parent entity's name", required=True),
        Key("doc", Text(), "what the parent is here for"),
    ),
)

REPEATED_FOR = Table(
    "repeated_for",
    (
        Key("entity", Text(), "the entity that holds the list", required=True),
        Key("field", Text(), "the list, or a dotted path to it", required=True),
        Key("each_known_as", Text(), "the name of one element in sources", default="item"),
    ),
)

SOURCE_ENTITY = Table(
    "a source entity",
    (
        Key("entity", Text(), "the entity's name", required=True),
        Key("ancillary", Flag(), "whether the entity may do without it", default="false"),
    ),
)

DERIVATION = Table(
    "derivation",
    (
        Key(
            "source_entities",
            Either((Text(), MapOf(Either((Text(), SOURCE_ENTITY))))),
            "an entity, or a mapping of alias to entity",
            required=True,
        ),
    ),
)

MINIMAL_EXISTENCE = Table(
    "minimal_existence",
    (
        Key("require_any", ListOf(Text(), filled=True), "the fields of which one must be filled"),
        Key("require_all", ListOf(Text(), filled=True), "the fields that must all be filled"),
    ),
)

FOREIGN_KEY = Table(
    "a foreign key",
    (
        Key("name", Text(), "the column that refers", required=True),
        Key("references", Text(), "what it refers to, as table.column", required=True),
        Key(
            "must_exist",
            Flag(),
            "whether a value that the reference entity lacks is refused",
            default="false",
        ),
    ),
)

INDEX = Table(
    "an index",
    (Key("fields", ListOf(Text(), filled=True), "the columns it covers, in order", required=True),),
)

DATABASE = Table(
    "database",
    (
        Key("conformant_table", Text(), "the table's name in snake_case"),
        Key("conformant_id_column", Text(), "the primary key's column", default="id"),
        Key("unicity_fields", ListOf(Text()), "the business key: one composite UNIQUE"),
        Key("foreign_keys", ListOf(FOREIGN_KEY), "the columns that refer to other tables"),
        Key("indexes", ListOf(INDEX), "further indexes"),
    ),
)

PRIMARY_KEY = Table(
    "primary_key",
    (
        Key("name", Text(), "the key's column", required=True),
        Key("type", TYPE, "its type", default="Integer; of a natural key the field's"),
        Key("autogenerate", Flag(), "whether the database numbers the rows", default="false"),
    ),
)

FIELD_OVERRIDE = Table(
    "a field override",
    (
        Key("name", Text(), "the field that is stored", required=True),
        Key("type", TYPE, "the column's type", default="the field's"),
        Key("args", ListOf(Count()), "the greatest number of characters of a String, as in [20]"),
        Key("nullable", Flag(), "whether the column may be NULL", default="as the field"),
        Key("index", Flag(), "whether the column gets an index", default="false"),
        Key(
            "primary_key",
            Flag(),
            "a repetition of the primary key, for the reader",
            default="false",
        ),
        Key("doc", Text(), "what the column means"),
    ),
)

PERSISTENCE = Table(
    "persistence",
    (
        Key("database", DATABASE, "the table and its keys"),
        Key("primary_key", PRIMARY_KEY, "the primary key"),
        Key("field_overrides", ListOf(FIELD_OVERRIDE), "the stored fields", default="every field"),
        Key(
            "on_conflict",
            Choice(tuple(OnConflict)),
            "what happens to a row that is there already",
            default="update",
        ),
        Key(
            "version_by",
            Text(),
            "the field by which a newer row wins, or stream_sequence for the message's position",
            default="the row that is written last wins",
        ),
        Key(
            "on_parent_update",
            Choice(("keep", "reconcile")),
            "what becomes of rows that a new version of their parent lacks; reconcile deletes them",
            default="keep",
        ),
        Key(
            "lineage",
            Flag(),
            "whether rows carry the message they came from, in columns of their own",
            default="false",
        ),
    ),
)

REFERENCE_SOURCE = Table(
    "source",
    (
        Key("file", Text(), "a .csv, .ndjson or .parquet file, relative to the project"),
        Key("table", Text(), "a table of the project's database"),
        Key("query", Text(), "a query on the project's database"),
        Key(
            "key",
            Either((Text(), ListOf(Text(), filled=True))),
            "the fields that a row is looked up by",
            default="the unicity fields",
        ),
        Key(
            "refresh",
            Count(),
            "the seconds after which it is all read again",
            default="it is read once",
        ),
    ),
)

INPUT = Table(
    "input",
    (
        Key("format", Choice(tuple(InputFormat)), "how its messages are written", required=True),
        Key(
            "separator",
            Text(),
            "what stands between the cells of a line",
            default="a comma; in delimited lines a bar",
        ),
        Key("prefix", Text(), "the first cell of a delimited line, which says what it is"),
    ),
)

ENTITY = Table(
    "entity",
    (
        Key(
            "name", Text(), "the entity's name in PascalCase, unique in the project", required=True
        ),
        Key(
            "source_type",
            Choice(tuple(SourceType)),
            "where records come from: root, derived or reference",
            other="type",
        ),
        Key("source", REFERENCE_SOURCE, "where a reference entity's rows are read"),
        Key(
            "input",
            Either((Choice(tuple(InputFormat)), INPUT)),
            "how a root entity's messages are written",
            default="json",
        ),
        Key(
            "publish",
            Flag(),
            "whether its records are published",
            default="true where it has no table and feeds no other entity, else false",
        ),
        Key("doc", Text(), "what the entity means"),
        Key("renamed_from", Text(), "its table's name before that was renamed"),
        Key(
            "abstract", Flag(), "whether it is only a template that others extend", default="false"
        ),
        Key("extends", Text(), "the entity whose fields and persistence it inherits"),
        Key("parent", Text(), "the entity it is derived from"),
        Key("parents", ListOf(PARENT), "the entities it is derived from"),
        Key("repeated_for", REPEATED_FOR, "the list with one record per element"),
        Key("derivation", DERIVATION, "the entities it is derived from"),
        Key("minimal_existence", MINIMAL_EXISTENCE, "what must be filled for a row to exist"),
        Key("fields", ListOf(FIELD), "the fields, in the order of their columns"),
        Key("persistence", PERSISTENCE, "how it is stored", default="it has no table"),
        SILENCE,
    ),
)

ENTITY_FILE = Table(
    "the file", (Key("entity", ENTITY, "the entity this file declares", required=True),)
)

SETTING_KEYS = (
    Key("host", AnyScalar(), "address that the ingestion API listens on", default="127.0.0.1"),
    Key("port", AnyScalar(), "port that the ingestion API listens on", default="8080"),
    Key("data_dir", AnyScalar(), "folder for the data of the embedded servers", default=".nomnom"),
    Key(
        "database_url",
        AnyScalar(),
        "database that tables are written to",
        default="the embedded one under nomnom up",
    ),
    Key(
        "nats_url",
        AnyScalar(),
        "NATS server with JetStream that queues messages",
        default="the embedded one under nomnom up",
    ),
    Key("log_level", AnyScalar(), "least log level shown", default="info"),
    Key("log_format", AnyScalar(), "how logs are written", default="text"),
    Key(
        "schema",
        AnyScalar(),
        "what a worker does about the tables when it starts",
        default="auto; in production verify",
    ),
    Key(
        "environment",
        AnyScalar(),
        "where this runs; production verifies tables instead of changing them",
        default="development",
    ),
    Key(
        "ledger_days",
        AnyScalar(),
        "days that the ledger remembers what was processed; 0 for ever",
        default="30",
    ),
    Key(
        "parent_wait",
        AnyScalar(),
        "seconds that a record waits for the row its foreign key leads to; 0 for not at all",
        default="30",
    ),
)
"""The settings, which flags and environment variables win over; their values are checked where they're used."""

PROJECT_FILE = Table(
    "nomnom.yaml",
    (
        Key("name", Text(), "the project's name", default="the folder's"),
        Key(
            "index_unicity_fields",
            Flag(),
            "whether each unicity field gets an index of its own as well",
            default="false",
        ),
        SILENCE,
        *SETTING_KEYS,
    ),
)
