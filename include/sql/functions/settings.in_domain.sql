create or replace function settings.in_domain(address text, domain text) returns boolean
language sql immutable parallel safe
as $$
select coalesce(
    split_part(address, '@', -1) = domain
    or right(split_part(address, '@', -1), length(domain) + 1) = '.' || domain,
    false
)
$$;
comment on function settings.in_domain is
'Whether an address is in a domain or one of its subdomains; never by a part of a word';
