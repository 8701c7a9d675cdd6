-- blocking: set not null orders.clerk
ALTER TABLE orders MODIFY COLUMN clerk TEXT NOT NULL;
