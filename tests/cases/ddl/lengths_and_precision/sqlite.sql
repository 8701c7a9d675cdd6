CREATE TABLE IF NOT EXISTS measures (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL,
    essay TEXT NOT NULL,
    price TEXT NOT NULL,
    pieces TEXT NOT NULL,
    ratio TEXT NOT NULL,
    CONSTRAINT measures_code_unique UNIQUE (code)
);
