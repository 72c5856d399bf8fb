-- Mail that a mail server beside us handed over goes back to that server, whatever the route of its domain, and that
-- server is told again for which client.
alter table queued add column door text not null default 'edge', add column behalf text;
comment on column queued.door is 'through which it came in';
comment on column queued.behalf is 'the client that the next hop is told of: protocol, address, port, name in HELO or EHLO';
