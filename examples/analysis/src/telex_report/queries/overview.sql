-- What is in here?
SELECT count(*)                                                          AS events,
       count(DISTINCT machine_id)                                        AS machines,
       count(DISTINCT session_id)                                        AS sessions,
       count(DISTINCT deployment_url) FILTER (WHERE deployment_url <> '') AS deployments,
       count(DISTINCT extension_version)                                 AS versions,
       min(time_unix_nano) // 1000000                                    AS first_ms,
       max(time_unix_nano) // 1000000                                    AS last_ms,
       (SELECT count(*) FROM drops)                                      AS drops,
       (SELECT count(*) FROM failures)                                   AS failures,
       (SELECT width_ms FROM slots)                                      AS slot_ms
FROM events;
