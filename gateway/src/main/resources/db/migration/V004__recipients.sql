-- Lists of recipients and aliases, one for each domain. They are too large for the document of a site version, which
-- names a revision of each list instead. A row belongs to all revisions from the one that added it to the one before that
-- which took it away, so going back to an older version of the site needs nothing here.
create table recipient (
  domain     text   not null,
  local_part text   not null,
  since      bigint not null check (since > 0),
  until      bigint check (until > since),
  targets    text[] not null default '{}',
  primary key (domain, local_part, since)
);
comment on column recipient.targets is 'addresses that an alias stands for; empty for a user';
create index recipient_since on recipient (domain, since);
create index recipient_until on recipient (domain, until);

grant select on recipient to postern_mail;
grant select, insert on recipient to postern_manager;
grant update (until) on recipient to postern_manager;
