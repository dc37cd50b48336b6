"""The local run: an embedded PostgreSQL, Airflow on loopback, and checks of the project."""
