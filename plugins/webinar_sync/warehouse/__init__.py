"""The PostgreSQL warehouse: engine, statements, migrations, bulk load."""
