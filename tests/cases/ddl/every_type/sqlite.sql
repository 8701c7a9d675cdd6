CREATE TABLE IF NOT EXISTS every_type (
    id INTEGER PRIMARY KEY,
    a_string TEXT NOT NULL,
    a_integer INTEGER NOT NULL,
    a_bigint INTEGER NOT NULL,
    a_float TEXT NOT NULL,
    a_decimal TEXT NOT NULL,
    a_boolean BOOLEAN NOT NULL,
    a_date TEXT NOT NULL,
    a_datetime TEXT NOT NULL,
    a_timestamp TEXT NOT NULL,
    a_uuid TEXT NOT NULL,
    a_json TEXT NOT NULL,
    a_object TEXT NOT NULL,
    some_strings TEXT,
    some_objects TEXT
);
