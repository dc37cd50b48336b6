create or replace function sync.follow_change() returns trigger
language plpgsql
as $$
declare
    ignored constant text[] := array['run_id'] || tg_argv[1:];
    source text;
begin
    if tg_op = 'INSERT' then
        source := 'select * from new_rows';
    elsif tg_op = 'DELETE' then
        source := 'select * from old_rows';
    else
        source := format(
            'select (jsonb_populate_record(null::%s, version.fields)).* from ('
            '(select to_jsonb(after) - $1 from new_rows as after'
            ' except select to_jsonb(before) - $1 from old_rows as before)'
            ' union all '
            '(select to_jsonb(before) - $1 from old_rows as before'
            ' except select to_jsonb(after) - $1 from new_rows as after)'
            ') as version (fields)',
            tg_relid::regclass
        );
    end if;
    execute format('with changed as (%s) %s', source, tg_argv[0]) using ignored;
    return null;
end
$$;
comment on function sync.follow_change is
'Executes the statement that the trigger names, on the rows that changed: `changed` has them as '
'they were and as they are';
