create or replace view sync.loadable_webinars as
select distinct
    mark.account_id,
    mark.webinar_id
from sync.webinars_to_load as mark
inner join zoom.accounts as account on account.account_id = mark.account_id
inner join zoom.webinars as webinar
    on webinar.account_id = mark.account_id and webinar.webinar_id = mark.webinar_id
where
    (mark.due_at is null or mark.due_at <= account.history_read_until)
    and not exists (
        select 1
        from sync.webinars_waiting as waiting
        where
            waiting.account_id = mark.account_id
            and waiting.webinar_id = mark.webinar_id
            and not waiting.is_over
    );
comment on view sync.loadable_webinars is
'Webinars in the queue that the next load computes anew: those that are due and wait for nothing';
