create or replace view registration.held as
select pair.later_key as request_key
from registration.opposites as pair
where pair.earlier_code is null and pair.earlier_sent_at is not null;
comment on view registration.held is
'Requests that wait for an earlier one to do the opposite, which was sent to Zoom: its answer is '
'not known yet';
