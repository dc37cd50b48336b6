-- For the transform: the panelists of the webinars to compute.
select
    panelist.account_id,
    panelist.webinar_id,
    panelist.panelist_id,
    panelist.email
from sync.webinars_to_load as wanted
inner join zoom.panelists as panelist
    on panelist.account_id = wanted.account_id and panelist.webinar_id = wanted.webinar_id
