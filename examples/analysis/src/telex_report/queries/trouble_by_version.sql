-- Drops and errors by version of the extension, for 100 sessions of it.
WITH versions AS (
    SELECT extension_version AS version, count(DISTINCT session_id) AS sessions FROM events GROUP BY ALL
),
trouble AS (
    SELECT extension_version AS version, 1 AS drop, 0 AS error FROM drops
    UNION ALL
    SELECT extension_version, 0, 1 FROM failures
)
SELECT version,
       sessions,
       coalesce(sum(drop), 0)::BIGINT  AS drops,
       coalesce(sum(error), 0)::BIGINT AS errors,
       100.0 * drops / sessions        AS drops_per_100,
       100.0 * errors / sessions       AS errors_per_100
FROM versions LEFT JOIN trouble USING (version)
GROUP BY version, sessions
-- 1.9 comes before 1.10.
ORDER BY list_transform(string_split(version, '.'), lambda part: try_cast(part AS INTEGER)), version;
