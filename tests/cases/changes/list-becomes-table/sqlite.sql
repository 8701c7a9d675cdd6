-- impossible: drop not null orders.line_items
-- no entity declares line_items, which is NOT NULL without a default, so every insert fails, and
-- SQLite can't let it take NULL; declare it, drop it (`--drops`), or create the table anew under
-- another name (`nomnom schema sql`), copy the rows with INSERT … SELECT, drop the old one and
-- rename the new one

BEGIN;

-- safe: create table order_line_items
CREATE TABLE IF NOT EXISTS order_line_items (
    id INTEGER PRIMARY KEY,
    order_key TEXT NOT NULL,
    line_number INTEGER NOT NULL,
    CONSTRAINT order_line_items_order_key_line_number_unique UNIQUE (order_key, line_number),
    CONSTRAINT order_line_items_order_key_fkey FOREIGN KEY (order_key) REFERENCES orders(order_key)
);

COMMIT;
