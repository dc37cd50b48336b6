create or replace view hubspot.withheld_accounts as
select
    account.account_id,
    case when account.is_connected then 'sandbox' else 'not_connected' end as reason
from hubspot.zoom_accounts as account
left join hubspot.portal as portal on true
where
    not account.is_connected
    or (
        account.is_sandbox
        and (
            not portal.is_sandbox
            or account.sandbox_portal_id <> portal.portal_id
        )
    );
comment on view hubspot.withheld_accounts is
'Zoom accounts of which nothing is sent and nothing withdrawn: no connection is of them now, or '
'they are the sandbox''s, and the HubSpot account is not';
