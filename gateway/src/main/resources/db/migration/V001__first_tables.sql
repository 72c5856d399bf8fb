-- The schema of Postern. Tables that grow with the mail are partitioned by day, so that expiry is dropping a partition;
-- ids are of UUID version 7, so an id tells the day it belongs to.
-- A migration expands; what nobody reads any more is taken away by a later release.

-- Each finished message: the columns people search for, and the whole dossier as a document.
create table dossier (
  id          uuid        not null,
  at          timestamptz not null,
  node        text        not null,
  door        text        not null,
  direction   text        not null,
  outcome     text        not null,
  peer        inet,
  sender      text        not null,
  recipients  text[]      not null,
  subject     text        not null,
  message_id  text        not null,
  terms       text[]      not null,
  size        bigint      not null,
  record      jsonb       not null,
  primary key (at, id)
) partition by range (at);
comment on column dossier.terms is 'search words: a letter for the field, a colon, a value in lower case (f from, t to, m Message-ID, p peer, s subject word)';
create index dossier_terms on dossier using gin (terms);

-- What happened to a message after its dossier was written, and what happened without a message.
create table message_event (
  id       uuid        not null,
  at       timestamptz not null,
  message  uuid,
  node     text        not null,
  kind     text        not null,
  terms    text[]      not null,
  record   jsonb       not null,
  primary key (at, id)
) partition by range (at);
create index message_event_message on message_event (message);
create index message_event_terms on message_event using gin (terms);

-- How far each node's journal is filed; written in the transaction that files.
create table journal_position (
  node    text   primary key,
  segment text   not null,
  filed   bigint not null check (filed >= 0)
);
comment on column journal_position.filed is 'octets of the segment';

-- Encrypted bodies. The data key is wrapped by a master key that is not in the database: deleting the row deletes the item.
create table content (
  id           uuid        not null,
  at           timestamptz not null,
  expiry_class text        not null default 'standard' check (expiry_class in ('standard', 'legal')),
  size         bigint      not null check (size >= 0),
  sha256       bytea       not null check (length(sha256) = 32),
  master_key   text        not null,
  data_key     bytea       not null,
  primary key (expiry_class, at, id)
) partition by list (expiry_class);
create table content_standard partition of content for values in ('standard') partition by range (at);
create table content_legal partition of content for values in ('legal');

create table content_chunk (
  content      uuid        not null,
  at           timestamptz not null,
  expiry_class text        not null default 'standard' check (expiry_class in ('standard', 'legal')),
  number       integer     not null check (number >= 0),
  octets       bytea       not null,
  primary key (expiry_class, at, content, number)
) partition by list (expiry_class);
-- Encrypted octets cannot be compressed again.
alter table content_chunk alter column octets set storage external;
create table content_chunk_standard partition of content_chunk for values in ('standard') partition by range (at);
create table content_chunk_legal partition of content_chunk for values in ('legal');
alter table content_chunk_standard alter column octets set storage external;
alter table content_chunk_legal alter column octets set storage external;

-- Messages that wait for somebody to decide. A legal hold moves the row into a partition that nothing expires.
create table held (
  id           uuid        not null,
  at           timestamptz not null,
  expiry_class text        not null default 'standard' check (expiry_class in ('standard', 'legal')),
  expires_at   timestamptz not null,
  message      uuid        not null,
  node         text        not null,
  direction    text        not null,
  sender       text        not null,
  recipients   text[]      not null,
  subject      text        not null,
  reason       text        not null,
  size         bigint      not null,
  content      uuid        not null,
  state        text        not null default 'held' check (state in ('held', 'releasing', 'released', 'deleted')),
  state_at     timestamptz,
  state_by     text,
  lease        bigint      not null default 0,
  primary key (expiry_class, at, id)
) partition by list (expiry_class);
comment on column held.lease is 'fencing token: whoever works on a row raises it first, and writes only where it is still theirs';
create index held_message on held (message);
create index held_recipients on held using gin (recipients);
create table held_standard partition of held for values in ('standard') partition by range (at);
create table held_legal partition of held for values in ('legal');

-- Site settings: every version ever published, and which one is in force.
create table site_version (
  number  bigint      generated always as identity primary key,
  at      timestamptz not null default now(),
  author  text        not null,
  note    text        not null,
  content jsonb       not null
);
create table site_active (
  one    boolean primary key default true check (one),
  number bigint  not null references site_version
);

-- Who may do what with what. Owners, delegates, approvers and administrators are rows like these.
create table right_grant (
  principal  text        not null,
  right_name text        not null,
  scope      text        not null,
  granted_at timestamptz not null default now(),
  granted_by text        not null,
  primary key (principal, right_name, scope)
);

create table node (
  name         text        primary key,
  version      text        not null,
  site_version bigint,
  started_at   timestamptz not null,
  seen_at      timestamptz not null
);

-- Makes the partitions of some days. Attaching, unlike creating in place, lets readers and writers go on.
create function make_days(first_day date, days integer) returns integer
  language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
  parent text;
  part   text;
  day    date;
  made   integer := 0;
begin
  if first_day < current_date - 400 or days not between 1 and 60 or first_day + days > current_date + 61 then
    raise exception 'days out of bounds: % + %', first_day, days;
  end if;
  perform pg_advisory_xact_lock(4466, 1);
  foreach parent in array array['dossier', 'message_event', 'content_standard', 'content_chunk_standard', 'held_standard'] loop
    for i in 0 .. days - 1 loop
      day := first_day + i;
      part := parent || '_' || to_char(day, 'YYYYMMDD');
      continue when to_regclass(format('postern.%I', part)) is not null;
      execute format('create table postern.%I (like postern.%I including defaults including constraints including storage)', part, parent);
      if parent in ('dossier', 'message_event') then
        -- A dossier is a little over two kilobytes: kept in one piece it costs about 30 per cent less work than compressed.
        execute format('alter table postern.%I set (toast_tuple_target = 8160)', part);
      end if;
      execute format('alter table postern.%I attach partition postern.%I for values from (%L) to (%L)', parent, part,
                     day::text || ' 00:00:00+00', (day + 1)::text || ' 00:00:00+00');
      made := made + 1;
    end loop;
  end loop;
  return made;
end $$;

-- Drops the partitions of days before a day: 'records' are dossiers and events, 'mail' is held mail and bodies.
create function drop_days(kind text, before_day date) returns integer
  language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
  parents text[];
  part    record;
  dropped integer := 0;
begin
  parents := case kind
    when 'records' then array['dossier', 'message_event']
    when 'mail' then array['held_standard', 'content_standard', 'content_chunk_standard']
  end;
  if parents is null or before_day > current_date then
    raise exception 'nothing to drop: %, %', kind, before_day;
  end if;
  perform pg_advisory_xact_lock(4466, 1);
  for part in
    select child.relname
      from pg_inherits
      join pg_class child on child.oid = inhrelid
      join pg_class parent on parent.oid = inhparent
      join pg_namespace on pg_namespace.oid = parent.relnamespace
     where nspname = 'postern' and parent.relname = any (parents)
       and right(child.relname, 8) ~ '^[0-9]{8}$' and right(child.relname, 8) < to_char(before_day, 'YYYYMMDD')
  loop
    execute format('drop table postern.%I', part.relname);
    dropped := dropped + 1;
  end loop;
  return dropped;
end $$;
