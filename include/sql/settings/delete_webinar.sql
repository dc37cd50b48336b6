-- Let a webinar follow its host's setting again.
delete from settings.webinars
where account_id = :account_id and webinar_id = :webinar_id
