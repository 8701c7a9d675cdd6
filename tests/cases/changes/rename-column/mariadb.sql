-- blocking: rename column orders.clerk
ALTER TABLE orders RENAME COLUMN clrk TO clerk;

-- blocking: drop not null orders.clerk
ALTER TABLE orders MODIFY COLUMN clerk TEXT NULL;
