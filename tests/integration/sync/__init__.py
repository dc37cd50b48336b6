"""The sync as a whole: sandbox to warehouse, without Airflow."""
