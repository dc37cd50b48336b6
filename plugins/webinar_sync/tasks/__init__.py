"""The bodies of the Dags' tasks: a file for each Dag."""
