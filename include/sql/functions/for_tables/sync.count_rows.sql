create or replace function sync.count_rows() returns trigger
language plpgsql
as $$
declare
    change bigint;
begin
    case tg_op
        when 'INSERT' then select count(*) into change from new_rows;
        when 'DELETE' then select -count(*) into change from old_rows;
        else change := null;
    end case;
    update sync.row_counts
    set row_count = coalesce(row_count + change, 0)
    where
        table_name = tg_table_schema || '.' || tg_table_name
        and change is distinct from 0;
    return null;
end
$$;
comment on function sync.count_rows is
'Keeps sync.row_counts of the table that the trigger is on; its writers follow each other';
