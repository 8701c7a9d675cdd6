-- destructive: drop not null orders.clerk
ALTER TABLE orders MODIFY COLUMN clerk TEXT NULL;
