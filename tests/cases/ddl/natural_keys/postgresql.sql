CREATE TABLE IF NOT EXISTS items (
    sku TEXT PRIMARY KEY,
    title TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS prices (
    id SERIAL PRIMARY KEY,
    amount NUMERIC NOT NULL,
    sku TEXT NOT NULL,
    CONSTRAINT prices_sku_fkey FOREIGN KEY (sku) REFERENCES items(sku)
);
CREATE INDEX IF NOT EXISTS idx_prices_sku ON prices(sku);

CREATE TABLE IF NOT EXISTS regions (
    number INTEGER PRIMARY KEY
);
