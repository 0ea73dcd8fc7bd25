-- Which errors are there? The first line of the message stands for all of it.
SELECT coalesce(error.code, error.type, 'no code')                       AS code,
       string_split(error.message, chr(10))[1]                           AS message,
       count(*)                                                          AS events,
       count(DISTINCT machine_id)                                        AS machines,
       mode(event_name)                                                  AS mostly_in,
       min(time_unix_nano) // 1000000                                    AS first_ms,
       max(time_unix_nano) // 1000000                                    AS last_ms
FROM events
WHERE error IS NOT NULL
GROUP BY ALL
ORDER BY events DESC, code, message
LIMIT 12;
