-- Where does the time of a remote setup go? Phases in the order in which they usually start.
WITH setups AS (
    SELECT trace_id, min(start_ms) AS start_ms FROM spans WHERE event_name = 'remote.setup' GROUP BY trace_id
)
SELECT substr(event_name, length('remote.setup.') + 1)   AS phase,
       count(*)                                          AS runs,
       quantile_cont(duration_ms, 0.5)                   AS p50_ms,
       quantile_cont(duration_ms, 0.95)                  AS p95_ms,
       max(duration_ms)                                  AS longest_ms,
       count(*) FILTER (WHERE result = 'error')          AS failed
FROM spans LEFT JOIN setups USING (trace_id)
WHERE starts_with(event_name, 'remote.setup.')
GROUP BY event_name
ORDER BY median(spans.start_ms - setups.start_ms) NULLS LAST, phase;
