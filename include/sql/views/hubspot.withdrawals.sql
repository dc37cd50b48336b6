create or replace view hubspot.withdrawals as
select
    withdrawal.object_kind,
    withdrawal.object_key,
    withdrawal.account_id,
    withdrawal.webinar_id,
    withdrawal.occurrence_key,
    withdrawal.email,
    exists (
        select 1
        from settings.erasures as erasure
        where erasure.finished_at is null and erasure.person -> 'addresses' ? withdrawal.email
    )
    or exists (
        select 1
        from hubspot.allowed_removals as allowed
        where
            allowed.object_kind = withdrawal.object_kind
            and allowed.object_key = withdrawal.object_key
    ) as is_exempt
from (
    select
        'participation' as object_kind,
        participation.object_key,
        participation.account_id,
        participation.webinar_id,
        participation.occurrence_key,
        participation.email
    from hubspot.participations_to_withdraw as participation
    where participation.action = 'withdraw'
    union all
    select
        'contact' as object_kind,
        contact.object_key,
        null as account_id,
        null as webinar_id,
        null as occurrence_key,
        contact.email
    from hubspot.contacts_to_withdraw as contact
    where contact.action = 'withdraw'
    union all
    select
        member.object_kind,
        member.object_key,
        null as account_id,
        null as webinar_id,
        null as occurrence_key,
        member.email
    from hubspot.list_members_to_send as member
    where member.action = 'remove'
) as withdrawal;
comment on view hubspot.withdrawals is
'What is to be withdrawn of people, from lists, too; is_exempt from the brake: they are erased, or '
'a form allowed it';
