-- Rows over which a worker was lost are looked for every second, and there is hardly ever one.
create index queued_suspect on queued (due_at) where state = 'waiting' and crashes > 0;
