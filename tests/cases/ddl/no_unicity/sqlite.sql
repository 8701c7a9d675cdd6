CREATE TABLE IF NOT EXISTS page_views (
    id INTEGER PRIMARY KEY,
    host TEXT NOT NULL,
    path TEXT NOT NULL,
    status INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS idx_page_views_host_path ON page_views(host, path);
