-- Rows over which a worker was lost are looked for every second, and there is hardly ever one.
create index queued_suspect on queued (due_at) where state = 'waiting' and crashes > 0;

-- A chunk of up to a page stays in its row: each value that is moved out costs a row, an index entry and a delete more.
alter table content_chunk_queue set (toast_tuple_target = 8160);
