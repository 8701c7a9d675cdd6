BEGIN;

-- blocking: rename column orders.clerk
ALTER TABLE orders RENAME COLUMN clrk TO clerk;

-- impossible: drop not null orders.clerk
-- SQLite can't change whether clerk takes NULL; create the table anew under another name (`nomnom
-- schema sql`), copy the rows with INSERT … SELECT, drop the old one and rename the new one

COMMIT;
