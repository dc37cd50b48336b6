"""The PostgreSQL warehouse: connections, queries, locks, migrations, bulk load, errors."""
