-- Requests that did not succeed, over time.
SELECT slot_ms, substr(count.key, 7) AS status, sum(count.value)::BIGINT AS requests
FROM (SELECT slot(time_unix_nano) AS slot_ms, unnest(map_entries(measurements)) AS count
      FROM events WHERE event_name = 'http.requests')
WHERE substr(count.key, 1, 6) IN ('count.', 'count_') AND measured(count.value) >= 0
GROUP BY ALL
HAVING requests > 0
ORDER BY ALL;
