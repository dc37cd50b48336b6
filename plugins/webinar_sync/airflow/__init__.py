"""What only Airflow needs: task profiles, assets, connections, hooks, run context, the trigger."""
