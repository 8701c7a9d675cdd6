CREATE TABLE IF NOT EXISTS "order" (
    "key" INTEGER PRIMARY KEY,
    "order" TEXT NOT NULL,
    user TEXT NOT NULL,
    "select" INTEGER NOT NULL,
    comment TEXT,
    clerk TEXT,
    CONSTRAINT order_order_select_unique UNIQUE ("order", "select")
);
CREATE INDEX IF NOT EXISTS idx_order_user_comment ON "order"(user, comment);

CREATE TABLE IF NOT EXISTS "table" (
    id INTEGER PRIMARY KEY,
    "group" INTEGER NOT NULL,
    collation TEXT NOT NULL,
    manual TEXT NOT NULL,
    portion INTEGER NOT NULL,
    "nothing" TEXT,
    CONSTRAINT table_group_fkey FOREIGN KEY ("group") REFERENCES "order"("key")
);
CREATE INDEX IF NOT EXISTS idx_table_group ON "table"("group");
