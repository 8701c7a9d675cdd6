-- destructive: alter type orders.amount
ALTER TABLE orders MODIFY COLUMN amount INT NOT NULL;
