CREATE TABLE IF NOT EXISTS codes (
    id INTEGER PRIMARY KEY,
    region TEXT NOT NULL,
    code TEXT NOT NULL,
    label TEXT NOT NULL,
    CONSTRAINT codes_region_code_unique UNIQUE (region, code)
);
