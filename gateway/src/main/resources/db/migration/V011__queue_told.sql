-- A mail server beside us is told of the client what it told us, all of it, in the words of its own command.
update queued
   set behalf = 'PROTO=' || split_part(behalf, ' ', 1)
             || ' ADDR=' || case when position(':' in split_part(behalf, ' ', 2)) > 0 then 'IPV6:' else '' end
             || split_part(behalf, ' ', 2)
             || case split_part(behalf, ' ', 3) when '0' then '' else ' PORT=' || split_part(behalf, ' ', 3) end
             || ' HELO=' || replace(replace(split_part(behalf, ' ', 4), '+', '+2B'), '=', '+3D')
 where behalf is not null;
comment on column queued.behalf is 'what the next hop is told of the client, as the attributes of XFORWARD';
