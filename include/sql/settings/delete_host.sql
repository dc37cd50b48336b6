-- Give one host the defaults again.
delete from settings.hosts
where account_id = :account_id and host_id = :host_id
