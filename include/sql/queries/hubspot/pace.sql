-- name: take_turn
-- Take the next turn to send a request: how many seconds to wait for it. Turns are evenly spaced.
insert into hubspot.pace as pace (next_at)
values (clock_timestamp() + make_interval(secs => :spacing))
on conflict (id) do update
    set next_at = greatest(pace.next_at, clock_timestamp()) + make_interval(secs => :spacing)
returning extract(epoch from next_at - clock_timestamp())::float - :spacing as seconds;

-- name: hold_turns
-- Let nobody send a request for a number of seconds.
insert into hubspot.pace as pace (next_at)
values (clock_timestamp() + make_interval(secs => :seconds))
on conflict (id) do update
    set next_at = greatest(pace.next_at, clock_timestamp() + make_interval(secs => :seconds));
