create or replace function zoom.without_erased_answers(sent jsonb) returns jsonb
language plpgsql volatile
as $$
begin
    if not settings.has_erasures() then
        return sent;
    end if;
    if settings.names_erased(sent - 'question_details') then
        return null;
    end if;
    if jsonb_typeof(sent -> 'question_details') = 'array' then
        sent := jsonb_set(sent, '{question_details}', coalesce(
            (
                select
                    jsonb_agg(
                        case
                            when settings.names_erased(detail.payload -> 'answer_details')
                                then detail.payload - 'answer_details'
                            else detail.payload
                        end
                        order by detail.place
                    )
                from jsonb_array_elements(sent -> 'question_details')
                    with ordinality as detail (payload, place)
            ),
            '[]'
        ));
    end if;
    return settings.without_erased_addresses(sent);
end
$$;
comment on function zoom.without_erased_answers is
'A row of zoom.polls or zoom.questions without people who asked to be forgotten: null if it is of '
'one; without who answered, if one of these is, and without their addresses in what others wrote';
