-- Least rights for each service login; nothing for anybody else. A test compares the whole matrix with a committed file.

revoke all on schema postern, public from public;
revoke all on all functions in schema postern from public;
alter default privileges in schema postern revoke all on tables from public;
alter default privileges revoke execute on functions from public;

grant usage on schema postern to postern_mail, postern_manager, postern_jobs;

-- The message path adds, and reads what it needs to add only once.
grant insert on dossier, message_event, held, content, content_chunk to postern_mail;
grant select (at, id) on dossier, message_event to postern_mail;
grant select on site_version, site_active to postern_mail;
grant select, insert, update on node, journal_position to postern_mail;
grant execute on function make_days(date, integer) to postern_mail;

-- People look, decide about held mail and change site settings. Dossiers and versions are never changed.
grant select on dossier, message_event, held, content, content_chunk, node to postern_manager;
grant insert on message_event to postern_manager;
grant update (expiry_class, expires_at, state, state_at, state_by, lease) on held to postern_manager;
grant update (expiry_class) on content, content_chunk to postern_manager;
grant delete on content, content_chunk to postern_manager;
grant select, insert on site_version to postern_manager;
grant select, insert, update on site_active to postern_manager;
grant select, insert, delete on right_grant to postern_manager;

-- Housekeeping.
grant select on held, content, site_version, site_active, node to postern_jobs;
grant select (content, at, expiry_class) on content_chunk to postern_jobs;
grant insert on message_event to postern_jobs;
grant update (state, state_at, state_by, lease) on held to postern_jobs;
grant delete on content, content_chunk, node to postern_jobs;
grant execute on function make_days(date, integer), drop_days(text, date) to postern_jobs;
