-- destructive: alter type orders.amount
ALTER TABLE orders MODIFY COLUMN amount DECIMAL(10,2) NOT NULL;
