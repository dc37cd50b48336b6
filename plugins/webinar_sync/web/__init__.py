"""What answers over HTTP: webhooks, served by Airflow's API server or by themselves."""
