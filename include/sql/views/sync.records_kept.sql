create or replace view sync.records_kept as
select now() - make_interval(days => records_kept_days) as since
from settings.sync;
comment on view sync.records_kept is
'Since when records of runs are kept: what is older is forgotten';
