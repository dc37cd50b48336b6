create or replace view registration.kept as
select date_trunc('day', now(), 'UTC') - make_interval(days => registrations_kept_days) as since
from settings.sync;
comment on view registration.kept is
'Since when requests and results are kept: what became of older ones is forgotten, once a day';
