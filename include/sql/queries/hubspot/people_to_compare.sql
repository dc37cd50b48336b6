-- name: mark_some_people
-- Mark a part of everybody, another each night, in case a mark was ever lost.
insert into hubspot.people_to_compare (email)
select person.email
from (
    select email from marts.contacts
    union
    select email from hubspot.sent_contacts
    union
    select email from hubspot.sent_participations
) as person
where
    mod(abs(cast(hashtext(person.email) as bigint)), :nights)
    = mod(current_date - date '2000-01-01', :nights);

-- name: mark_loaded_people
-- Mark the people of a load where something of an account is withheld: whose values may be sent
-- then depends on the ledger of the others.
insert into hubspot.people_to_compare (email)
select loaded.email
from staging.emails as loaded
where
    exists (select 1 from hubspot.withheld_accounts)
    and hubspot.is_followed();

-- name: lock_marks
-- Let pushes that begin at once forget marks one after the other.
select pg_advisory_xact_lock(hashtextextended('people_to_compare', 0));

-- name: delete_repeated_marks
-- Forget marks of people who were marked again since.
delete from hubspot.people_to_compare as mark
using (
    select
        email,
        max(version) as version
    from hubspot.people_to_compare
    group by email
    having count(*) > 1
) as latest
where mark.email = latest.email and mark.version < latest.version;

-- name: delete_obsolete_marks
-- Forget marks of people of whom HubSpot was told what marts say. The marks and what they are about
-- are seen at one moment, so that a mark set since, or being set, stays. Grouped and not joined:
-- PostgreSQL cannot expect how many differ, and would ask the views anew for each mark.
delete from hubspot.people_to_compare as mark
where
    mark.version = any(array(
        select max(person.version)
        from (
            select
                email,
                version
            from hubspot.people_to_compare
            union all
            select
                email,
                null as version
            from hubspot.contacts_to_send
            union all
            select
                email,
                null as version
            from hubspot.participations_to_send
            union all
            select
                email,
                null as version
            from hubspot.custom_events_to_send
            union all
            select
                email,
                null as version
            from hubspot.answers_to_send
            where not is_done
        ) as person
        group by person.email
        having bool_and(person.version is not null)
    ));

-- name: analyze_marks
-- Let PostgreSQL know how many people are marked: between few and all, other plans are good.
select sync.analyze_table('hubspot.people_to_compare');
