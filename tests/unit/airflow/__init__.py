"""Tests of `webinar_sync.airflow` that need no running Airflow."""
