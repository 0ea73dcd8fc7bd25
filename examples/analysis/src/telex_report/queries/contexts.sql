-- Which versions, on what?
SELECT extension_version                               AS version,
       platform_name || ' ' || platform_version        AS editor,
       os_type || ' ' || os_version || ', ' || host_arch AS system,
       count(DISTINCT machine_id)                      AS machines,
       count(DISTINCT session_id)                      AS sessions,
       count(*)                                        AS events
FROM events
GROUP BY ALL
ORDER BY events DESC, version, editor, system
LIMIT 12;
