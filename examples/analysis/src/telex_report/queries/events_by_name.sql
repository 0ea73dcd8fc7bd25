-- Which events, and how many of each?
SELECT event_name                                AS name,
       any_value(signal)                         AS signal,
       count(*)                                  AS events,
       count(*) FILTER (WHERE error IS NOT NULL) AS with_error
FROM events
GROUP BY event_name
ORDER BY events DESC, name
LIMIT 30;
