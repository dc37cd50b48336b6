create or replace function zoom.without_erased_answers(sent jsonb) returns jsonb
language plpgsql volatile
as $$
declare
    others jsonb;
begin
    if not settings.names_erased(sent) then
        return sent;
    end if;
    others := jsonb_set(sent, '{question_details}', coalesce(
        (
            select jsonb_agg(detail.payload - 'answer_details' order by detail.place)
            from jsonb_array_elements(sent -> 'question_details')
                with ordinality as detail (payload, place)
        ),
        '[]'
    ));
    return case when not settings.names_erased(others) then others end;
end
$$;
comment on function zoom.without_erased_answers is
'A row of zoom.polls or zoom.questions without people who asked to be forgotten: null if it is of '
'one; without who answered, if one of these is';
