"""The pages, served over HTTP by themselves, without Airflow."""
