"""What users choose: stored in the schema `settings`, changed by a file, by a form, or by SQL.

(What connections say are configs: `webinar_sync.zoom.config`, `webinar_sync.hubspot.config`.)

A file (`file.py`) and a form (`form.py`) are parsed into an `Update`: a function from the settings
as they are to the settings as they shall be. `plan.py` compares the two, says each difference in a
line, and applies it in the same transaction.

A new setting that holds for everything touches these places, in this order:

1. `include/sql`: a column of `settings.sync` with its default, a check and a comment; the same
   column in the queries that read and update that table.
2. `model.py`: a field of `SyncSettings` with the same name and default, and its entry in `FLAGS` or
   `CHOICES`. A flag or a choice is then read from files and forms.
3. Only if it is neither a flag nor a choice: a parser in `values.py`, an entry for it in
   `file.PARSERS`, and its field in `form.py`.
4. `dags/change_settings.py`: the field of the form. A test fails as long as it is missing.
5. `include/settings.yaml` and `docs/settings.md`: what it does, with its default.
6. The query by which the part that obeys it reads it (`fetch_settings` for the transform,
   `select_settings` for HubSpot). If it decides which webinars are synced or who is left
   out, `select_fingerprint` as well: loads then compute everything anew.
"""
