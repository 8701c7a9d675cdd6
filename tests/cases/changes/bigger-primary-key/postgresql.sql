BEGIN;

-- blocking: alter type orders.id
ALTER TABLE orders ALTER COLUMN id TYPE BIGINT;
ALTER SEQUENCE orders_id_seq AS BIGINT;

COMMIT;
