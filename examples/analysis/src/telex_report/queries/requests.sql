-- Requests to the deployment, by route and status. Each event of the name sums up one window of time, and its
-- measurements count.2xx (or count_2xx), count.network_error, … say how many there were.
SELECT properties['method'] || ' ' || properties['route'] AS route,
       substr(count.key, 7)                               AS status,
       sum(count.value)::BIGINT                           AS requests
FROM (SELECT properties, unnest(map_entries(measurements)) AS count FROM events WHERE event_name = 'http.requests')
WHERE (count.key LIKE 'count.%' OR count.key LIKE 'count\_%' ESCAPE '\') AND measured(count.value) >= 0
GROUP BY ALL
ORDER BY route, status;
