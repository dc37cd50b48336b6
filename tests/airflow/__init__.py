"""End to end: real Airflow, its scheduler, its REST API and its commands."""
