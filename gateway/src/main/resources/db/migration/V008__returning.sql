-- A message that failed is kept until its sender has the notice of that, and goes to quarantine where nobody takes the notice.
alter table queued drop constraint queued_state_check;
alter table queued add constraint queued_state_check
  check (state in ('waiting', 'leased', 'held', 'aside', 'returning'));
alter table queued add column about uuid;
comment on column queued.about is 'of a notice that something failed: the row of that, in the state returning';
create index queued_about on queued (about) where about is not null;
create index queued_returning on queued (id) where state = 'returning';
