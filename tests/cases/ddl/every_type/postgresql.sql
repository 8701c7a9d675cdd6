CREATE TABLE IF NOT EXISTS every_type (
    id SERIAL PRIMARY KEY,
    a_string TEXT NOT NULL,
    a_integer INTEGER NOT NULL,
    a_bigint BIGINT NOT NULL,
    a_float NUMERIC NOT NULL,
    a_decimal NUMERIC NOT NULL,
    a_boolean BOOLEAN NOT NULL,
    a_date DATE NOT NULL,
    a_datetime TIMESTAMP NOT NULL,
    a_timestamp TIMESTAMPTZ NOT NULL,
    a_uuid UUID NOT NULL,
    a_json JSONB NOT NULL,
    a_object JSONB NOT NULL,
    some_strings JSONB,
    some_objects JSONB
);
