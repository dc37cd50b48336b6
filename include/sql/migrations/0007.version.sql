-- The warehouse tells which version migrated it last, so that code of another one stops in words.
-- Earlier code does not ask: its loads look for `sync.state`, find none, and write nothing.
alter table sync.state rename to warehouse;
comment on table sync.warehouse is 'One row: what the warehouse must remember about itself';
alter table sync.warehouse add column migration text not null default '';
alter table sync.warehouse add column definitions_digest text not null default '';
comment on column sync.warehouse.migration is
'The last of the migrations that a migrate has applied: sync.hold_version() tells it to the code';
comment on column sync.warehouse.definitions_digest is
'Of the files of the views and functions that the last migrate left';
