-- Latency and bandwidth of the connections to the workspaces, over time. The keys have two spellings.
WITH samples AS (
    SELECT slot(time_unix_nano) AS slot_ms,
           measured(coalesce(measurements['latency_ms'], measurements['latencyMs']))         AS latency_ms,
           measured(coalesce(measurements['download_mbits'], measurements['downloadMbits'])) AS download,
           measured(coalesce(measurements['upload_mbits'], measurements['uploadMbits']))     AS upload,
           properties['p2p'] = 'true'                                                        AS direct
    FROM events
    WHERE event_name IN ('ssh.network.sampled', 'ssh.network.info')
)
SELECT slot_ms,
       count(*)                        AS samples,
       quantile_cont(latency_ms, 0.5)  AS latency_p50_ms,
       quantile_cont(latency_ms, 0.95) AS latency_p95_ms,
       median(download)                AS download_mbits,
       median(upload)                  AS upload_mbits,
       avg(direct::INT)                AS share_direct
FROM samples
GROUP BY slot_ms
ORDER BY slot_ms;
