-- blocking: alter type orders.amount
ALTER TABLE orders MODIFY COLUMN amount BIGINT NULL;

-- blocking: set not null orders.amount
ALTER TABLE orders MODIFY COLUMN amount BIGINT NOT NULL;
