-- What the questions share. The table `events` is there already: one row per event, with the columns of telex.arrow.

-- Everything over time is counted in slots of one width: the smallest of these that gives at most 150 of them.
CREATE TABLE slots AS
SELECT coalesce(min(width_ms), 31 * 86400000::BIGINT) AS width_ms
FROM (SELECT unnest([60000, 300000, 900000, 3600000, 10800000, 21600000, 43200000, 86400000, 604800000])::BIGINT AS width_ms)
WHERE (SELECT (max(time_unix_nano) - min(time_unix_nano)) // 1000000 FROM events) <= 150 * width_ms;

-- The start of an event's slot, in milliseconds since 1970.
CREATE MACRO slot(nanos) AS nanos // 1000000 - (nanos // 1000000) % (SELECT width_ms FROM slots);

-- Connections that ended without anybody's wish.
CREATE VIEW drops AS
SELECT * FROM events WHERE event_name IN ('connection.dropped', 'ssh.process.lost');

-- Whatever says that it went wrong, other than drops.
CREATE VIEW failures AS
SELECT * FROM events
WHERE (error IS NOT NULL OR result = 'error') AND event_name NOT IN ('connection.dropped', 'ssh.process.lost');

-- A number that can have been measured: milliseconds of 30 years, or as many requests. Others are left out, as what would
-- take a page of their own: telemetry may hold any number, and infinity.
CREATE MACRO measured(number) AS CASE WHEN isfinite(number) AND abs(number) <= 1e12 THEN number END;

-- Timed steps. An event's time is that of its end.
CREATE VIEW spans AS
SELECT *, time_unix_nano / 1e6 - duration_ms AS start_ms, time_unix_nano / 1e6 AS end_ms
FROM events
WHERE trace_id IS NOT NULL AND measured(duration_ms) IS NOT NULL;
