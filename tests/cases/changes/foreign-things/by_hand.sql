ALTER TABLE orders ADD COLUMN note VARCHAR(40);
CREATE INDEX orders_by_note ON orders (note);
CREATE TABLE audit (id INTEGER PRIMARY KEY);
