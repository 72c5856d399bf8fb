-- Entries of lists of recipients are deleted when only site versions have them that are older than records are kept.
create table recipient_floor (
  domain   text   primary key,
  revision bigint not null check (revision > 0)
);
comment on column recipient_floor.revision is 'the oldest revision of the list that is whole; none is numbered lower any more';

grant select on recipient_floor to postern_manager;
grant select, insert, update on recipient_floor to postern_jobs;
grant select, delete on recipient to postern_jobs;
