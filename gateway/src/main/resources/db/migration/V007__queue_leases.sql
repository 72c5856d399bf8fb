-- With "state = 'leased'" as its condition the index on leases fitted every statement that writes only where a lease is
-- still ours, and was taken for it instead of the primary key: all leases were read for each row.
create index queued_leases on queued (leased_by) where leased_by is not null;
drop index queued_leased;
