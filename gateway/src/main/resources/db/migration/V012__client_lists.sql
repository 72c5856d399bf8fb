-- Clients that our people let in or turn away. A row is never changed but to end it, so who did what and when stays.
create table client_entry (
  id         bigint      generated always as identity primary key,
  list       text        not null check (list in ('allow', 'block')),
  client     text        not null,
  comment    text        not null default '',
  added_at   timestamptz not null default now(),
  added_by   text        not null,
  expires_at timestamptz,
  ended_at   timestamptz,
  ended_by   text,
  check ((ended_at is null) = (ended_by is null))
);
comment on column client_entry.client is 'a prefix of addresses, the name of a host, or names below one after a dot';
create unique index client_entry_current on client_entry (list, client) where ended_at is null;
create index client_entry_ended on client_entry (ended_at) where ended_at is not null;

-- Whether clients are tested at all; and a number that every change of it or of the lists raises, so that nodes see cheaply
-- that there is something to read.
create table client_standing (
  one        boolean     primary key default true check (one),
  revision   bigint      not null default 0,
  enabled    boolean     not null default true,
  on_failure text        check (on_failure in ('pass', 'tempfail')),
  changed_at timestamptz not null default now(),
  changed_by text        not null default 'postern'
);
comment on column client_standing.on_failure is 'what follows where clients cannot be tested; null where each door says so itself';
insert into client_standing default values;

grant select on client_entry, client_standing to postern_mail, postern_manager;
grant insert on client_entry to postern_manager;
grant update (ended_at, ended_by) on client_entry to postern_manager;
grant update (revision, enabled, on_failure, changed_at, changed_by) on client_standing to postern_manager;
