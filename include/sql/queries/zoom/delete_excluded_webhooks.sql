-- name: delete_excluded_webhooks
-- Forget the events of webinars that turned out not to be synced, and when people cancelled of whom
-- nothing else is known. With webinar_ids: of these webinars only.
with named as materialized (
    select distinct
        account_id,
        webinar_id
    from zoom.webhook_events
    where
        account_id = :account_id
        and (
            cast(:webinar_ids as bigint[]) is null
            or webinar_id = any(cast(:webinar_ids as bigint[]))
        )
),

left_out as materialized (
    select
        named.account_id,
        named.webinar_id
    from named
    cross join settings.sync as sync
    left join settings.webinar_exclusions as exclusion
        on
            exclusion.account_id = named.account_id
            and exclusion.webinar_id = named.webinar_id
    where exclusion.code is not null or not sync.sync_webinars
),

cancellations as (
    delete from zoom.webhook_cancellations as cancellation
    using left_out
    where
        cancellation.account_id = left_out.account_id
        and cancellation.webinar_id = left_out.webinar_id
        and not exists (
            select 1
            from zoom.registrants as registrant
            where
                registrant.account_id = cancellation.account_id
                and registrant.webinar_id = cancellation.webinar_id
                and registrant.registrant_id = cancellation.registrant_id
        )
)

delete from zoom.webhook_events as event
using left_out
where event.account_id = left_out.account_id and event.webinar_id = left_out.webinar_id;
