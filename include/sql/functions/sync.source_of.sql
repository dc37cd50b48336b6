create or replace function sync.source_of(kind text) returns text
language sql immutable parallel safe
as $$
select case kind
    when 'history' then 'sessions'
    when 'webinar' then 'webinars'
    when 'registrants' then 'registrants'
    when 'participants' then 'participants'
end
$$;
comment on function sync.source_of is 'The contract that a kind of reading must meet; null: none';
