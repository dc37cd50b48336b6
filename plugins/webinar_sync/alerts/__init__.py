"""Alerts: what somebody must hear of without looking, each trouble once.

`troubles` reads what is wrong from the warehouse, `words` says it, `outbox` hands it to receivers.
What a receiver is, and where runs and connections come from, is Airflow's: `airflow/notifier.py`.
"""
