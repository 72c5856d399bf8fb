-- Who may hand in mail for anywhere, and as whom.
create table login (
  name       text        primary key,
  keys       text        not null,
  senders    text[]      not null,
  changed_at timestamptz not null default now(),
  changed_by text        not null
);
comment on column login.name is 'prepared by SASLprep, in lower case';
comment on column login.keys is 'of SCRAM-SHA-256, as RFC 5803 writes them: enough to check a password, not enough to log in elsewhere';
comment on column login.senders is 'addresses, or domains after an @, in lower case';

-- What the answers for logins that are not there are made from, so that they are the same at each try and on each node.
create table login_secret (
  one    boolean primary key default true check (one),
  secret bytea   not null check (length(secret) = 32)
);
insert into login_secret (secret)
  select sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8'));

-- The message path only reads them.
grant select on login, login_secret to postern_mail;
grant select, insert, delete, update (keys, senders, changed_at, changed_by) on login to postern_manager;
