"""What users choose: stored in the schema `settings`, changed by a file, a form, a page or SQL.

(What connections say are configs: `webinar_sync.zoom.config`, `webinar_sync.hubspot.config`.)

A file (`file.py`) and a form (`form.py`) are parsed into an `Update`: a function from the settings
as they are to the settings as they shall be. `plan.py` compares the two, says each difference in a
line, and applies it in the same transaction. The page Settings makes such forms of what it posts
(`posted.py`), and shows beforehand what would come of it (`effects.py`).

A new setting that holds for everything touches these places, in this order:

1. `include/sql`: a migration adds a column to `settings.sync`, with a safe default, a check and a
   comment; `select_sync` and `update_sync` in `queries/settings/sync.sql` read and write it.
2. `model.py`: a field of `SyncSettings` with the same name and default, and its entry in `FLAGS` or
   `CHOICES`. A flag or a choice is then read from files and forms.
3. Only if it is neither a flag nor a choice: a parser in `values.py`, an entry for it in
   `file.PARSERS`, and its field in `form.py` (without it, it is changed by file or SQL only).
4. `dags/change_settings.py`: the field of the form; `web/pages/settings_words.py`: the field of the
   page. Of a flag or a choice, or of another name in `form.FIELDS`, a test fails as long as it is
   missing. `effects.py`: what changing it does to marts and HubSpot.
5. `include/settings.yaml` and `docs/settings.md`: what it does, with its default.
6. The part that obeys it reads it. If it decides which webinars are synced, who is left out or what
   is computed, say whom it concerns, in the triggers on the settings (`0006.sync.sql`): the next
   load computes these webinars anew. A new kind of change has a statement in
   `queries/sync/resolve_changes.sql`.

   - The transform: `fetch_settings` in `queries/settings/sync.sql`, `load/inputs.py`, and
     `PeopleSettings` in `transform/frames.py`.
   - HubSpot: `select_settings` in `queries/hubspot/portal.sql`.
   - "Sync only webinars with …": the view `settings.webinar_exclusions`, with a code of the ledger
     (CONTRIBUTING.md, "A rule of who is left out").
7. Tests: `tests/unit/settings/test_file.py`, whose file holds every key;
   `tests/integration/settings/` (file, form, table, effect); of the transform also, in
   `tests/unit/transform/`, `Rules` in `naive/rules.py`, `worlds.py`, and the folder `strategies`.

A setting of each host is a column of `settings.hosts`, a field of `HostSettings`, a flag in
`file.py`, fields in `form.HOST_FIELDS`, and a column in `queries/settings/hosts_and_webinars.sql`;
`stored.py` reads it. A list of domains is an entry in `DOMAINS` and in `form.DOMAIN_FIELDS`;
`file.py` parses it, `plan.py` and `queries/settings/excluded.sql` write it. Then 4 to 7.
"""
