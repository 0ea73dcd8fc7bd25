-- Connection drops and errors over time.
SELECT slot(time_unix_nano) AS slot_ms, 'drops' AS kind, count(*) AS events FROM drops GROUP BY ALL
UNION ALL
SELECT slot(time_unix_nano), 'errors', count(*) FROM failures GROUP BY ALL
ORDER BY ALL;
