create or replace function zoom.leave_out_erased_speaker() returns trigger
language plpgsql
as $$
begin
    if
        new.speaker is not null
        and settings.has_erasures()
        and exists (
            select 1
            from zoom.transcripts as transcript
            cross join
                lateral settings.find_erased('name', array[
                    concat_ws(
                        ' ', transcript.account_id, transcript.webinar_id,
                        lower(btrim(new.speaker))
                    )
                ]) as erased
            where
                transcript.account_id = new.account_id
                and transcript.session_uuid = new.session_uuid
                and transcript.file_key = new.file_key
        )
    then
        new.speaker := null;
    end if;
    return new;
end
$$;
comment on function zoom.leave_out_erased_speaker is
'Leaves out the names of speakers who asked to be forgotten, in webinars that they took part in';
