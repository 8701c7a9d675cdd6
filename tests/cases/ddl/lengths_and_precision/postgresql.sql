CREATE TABLE IF NOT EXISTS measures (
    id SERIAL PRIMARY KEY,
    code VARCHAR(12) NOT NULL,
    essay VARCHAR(50000) NOT NULL,
    price NUMERIC(12,2) NOT NULL,
    pieces NUMERIC(20) NOT NULL,
    ratio NUMERIC NOT NULL,
    CONSTRAINT measures_code_unique UNIQUE (code)
);
