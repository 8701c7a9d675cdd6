BEGIN;

-- destructive: drop table lines
DROP TABLE lines;

-- destructive: drop table bills
DROP TABLE bills;

COMMIT;
