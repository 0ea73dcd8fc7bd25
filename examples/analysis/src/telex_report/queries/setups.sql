-- How long does a whole remote setup take, over time, and how does it end?
SELECT slot(time_unix_nano)                                    AS slot_ms,
       count(*)                                                AS setups,
       count(*) FILTER (WHERE result = 'error')                AS failed,
       count(*) FILTER (WHERE result = 'aborted')              AS aborted,
       quantile_cont(duration_ms, 0.5)                         AS p50_ms,
       quantile_cont(duration_ms, 0.95)                        AS p95_ms
FROM spans
WHERE event_name = 'remote.setup'
GROUP BY ALL
ORDER BY slot_ms;
