-- name: select_question_properties
-- Select to which properties of HubSpot's contacts answers to questions are written.
select
    question,
    property,
    overwrites
from settings.question_properties;

-- name: upsert_question_property
-- Keep where answers to one question are written, by its text.
insert into settings.question_properties (question, property, overwrites)
values (:question, :property, :overwrites)
on conflict (question) do update
    set
        property = excluded.property,
        overwrites = excluded.overwrites;

-- name: delete_question_property
-- Let answers to one question be written nowhere any more.
delete from settings.question_properties
where question = :question;
