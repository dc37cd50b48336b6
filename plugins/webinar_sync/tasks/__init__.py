"""The bodies of the Dags' tasks: a file for each Dag, and in it a function for each task.

A body gets what it needs by its arguments: `dag_run` as Airflow injects it, values of the form, and
what other tasks returned. It opens the run, has another package do the work, and logs counts.
"""
