-- When was something going on?
SELECT slot(time_unix_nano) AS slot_ms, signal, count(*) AS events
FROM events
GROUP BY ALL
ORDER BY ALL;
