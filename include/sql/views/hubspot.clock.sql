-- Up to where accounts were read, as for every rule about Zoom's times; else the database's clock.
create or replace view hubspot.clock as
select coalesce(max(account.history_read_until), now()) as present_at
from zoom.accounts as account;
comment on view hubspot.clock is 'One row: the present moment for waits and days of the gate';
