"""What only Airflow needs: task profiles, assets, connections, hooks, the trigger."""
