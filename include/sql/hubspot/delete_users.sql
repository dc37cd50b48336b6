-- The list of users is replaced as a whole.
delete from hubspot.users
