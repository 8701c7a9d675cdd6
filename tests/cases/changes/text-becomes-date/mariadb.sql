-- destructive: alter type orders.ordered_on
ALTER TABLE orders MODIFY COLUMN ordered_on DATE NOT NULL;
