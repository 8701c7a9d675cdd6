-- impossible: alter type orders.total_price
-- SQLite can't change the type of total_price from REAL to TEXT; create the table anew under
-- another name (`nomnom schema sql`), copy the rows with INSERT … SELECT, drop the old one and
-- rename the new one

-- impossible: replace primary key orders.id
-- SQLite can't make id the primary key of a table that exists; create the table anew under another
-- name (`nomnom schema sql`), copy the rows with INSERT … SELECT, drop the old one and rename the
-- new one

-- impossible: set not null orders.order_key
-- SQLite can't change whether order_key takes NULL; create the table anew under another name
-- (`nomnom schema sql`), copy the rows with INSERT … SELECT, drop the old one and rename the new
-- one

BEGIN;

-- blocking: add unique orders.orders_order_key_unique
CREATE UNIQUE INDEX orders_order_key_unique ON orders(order_key);

COMMIT;
