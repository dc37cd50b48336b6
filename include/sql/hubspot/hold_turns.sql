-- Let nobody send a request for so many seconds.
insert into hubspot.pace as pace (next_at)
values (clock_timestamp() + make_interval(secs => :seconds))
on conflict (id) do update
    set next_at = greatest(pace.next_at, clock_timestamp() + make_interval(secs => :seconds))
