create or replace view zoom.taken_back_registrations as
select
    registrant.account_id,
    registrant.webinar_id,
    registrant.registrant_id,
    registrant.is_listed and registrant.superseded_at is null as is_expected
from zoom.registrants as registrant
where
    (
        registrant.registrant_id like 'erased-%'
        and not exists (
            select 1
            from settings.erased_people as erased
            where erased.kind = 'zoom_id' and erased.replacement = registrant.registrant_id
        )
    )
    -- A report gives an id back, and a listing alone the address.
    or (
        registrant.email like '%@erased.invalid'
        and not exists (
            select 1
            from settings.erased_people as erased
            where erased.kind = 'address' and erased.replacement = registrant.email
        )
    );
comment on view zoom.taken_back_registrations is
'What is left of registrations of people who were erased and are taken back, until Zoom lists them '
'again; is_expected: a full listing would';
