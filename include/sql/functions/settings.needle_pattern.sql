create or replace function settings.needle_pattern(needle text) returns text
language sql immutable strict parallel safe
as $$
-- Not within a longer address, domain or id. A line break of JSON ends in a letter.
select '(?:(?<![[:alnum:]._%+-])|(?<=\\[bfnrt]))'
    || regexp_replace(needle, '([^[:alnum:]])', '\\\1', 'g')
    || '(?![[:alnum:]_+=-]|\.[[:alnum:]])'
$$;
comment on function settings.needle_pattern is
'The regular expression of an address or an id in a text, as a whole';
