"""Turn JSON messages into correct relational tables, from entities declared in YAML."""
