"""Where runs are kept: in memory, in a file, or on a PostgreSQL server."""
