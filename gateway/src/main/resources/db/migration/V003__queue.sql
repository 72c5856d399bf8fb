-- Mail that was accepted and is on its way. Rows come and go with each message, so nothing here is partitioned: what is
-- done is deleted, and vacuum gives the room to the next.

alter table content drop constraint content_expiry_class_check;
alter table content add constraint content_expiry_class_check check (expiry_class in ('standard', 'legal', 'queue'));
alter table content_chunk drop constraint content_chunk_expiry_class_check;
alter table content_chunk add constraint content_chunk_expiry_class_check check (expiry_class in ('standard', 'legal', 'queue'));

create table content_queue partition of content for values in ('queue');
create table content_chunk_queue partition of content_chunk for values in ('queue');
alter table content_queue alter column expiry_class set default 'queue',
  set (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0);
alter table content_chunk_queue alter column expiry_class set default 'queue', alter column octets set storage external,
  set (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0);

-- One run of one node's queue. Its leases hold for as long as it is heard of.
create table queue_worker (
  id      uuid        primary key,
  node    text        not null,
  seen_at timestamptz not null default now()
);

-- A message for those of its recipients who had the same next hop when it was accepted.
create table queued (
  id         uuid        primary key,
  message    uuid        not null,
  at         timestamptz not null,
  node       text        not null,
  next_hop   text        not null,
  direction  text        not null,
  subject    text        not null,
  sender     text        not null,
  recipients text[]      not null check (cardinality(recipients) > 0),
  notices    text[]      not null check (cardinality(notices) = cardinality(recipients)),
  ret        text        not null,
  envelope_id text       not null,
  eight_bit  boolean     not null,
  smtp_utf8  boolean     not null,
  returnable boolean     not null,
  notice     boolean     not null,
  trace      text        not null,
  size       bigint      not null,
  content    uuid        not null,
  state      text        not null check (state in ('waiting', 'leased', 'held', 'aside')),
  due_at     timestamptz not null,
  expires_at timestamptz not null,
  attempts   integer     not null default 0,
  crashes    integer     not null default 0,
  lease      bigint      not null default 0,
  leased_by  uuid,
  answer     text        not null default '',
  delay_told boolean     not null default false,
  check ((state = 'leased') = (leased_by is not null))
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0);
comment on column queued.sender is 'empty is the null reverse path';
comment on column queued.notices is 'what the client asked for of each recipient (RFC 3461), in the order of recipients; empty is nothing';
comment on column queued.returnable is 'whether the sender may be told of a failure: it is one of ours';
comment on column queued.notice is 'whether it is a notice of ours, of which nobody is told when it fails';
comment on column queued.lease is 'fencing token: whoever works on a row raises it first, and writes only where it is still theirs';
comment on column queued.crashes is 'how often a worker was lost while it had the row';
create index queued_due on queued (next_hop, due_at) where state = 'waiting';
create index queued_leased on queued (leased_by) where state = 'leased';
create index queued_message on queued (message);
create index queued_content on queued (content);

grant select, insert, update, delete on queued, queue_worker to postern_mail;
grant select, insert, delete on content_queue, content_chunk_queue to postern_mail;
grant select on queued, queue_worker to postern_manager;
grant update (state, due_at, leased_by, lease, crashes) on queued to postern_manager;
grant delete on queued to postern_manager;
