-- The slowest traces, step by step: each has one step that no other contains, and is as long as that.
WITH slowest AS (
    SELECT trace_id, start_ms AS trace_start_ms, duration_ms AS trace_ms
    FROM spans
    WHERE parent_event_id IS NULL
    QUALIFY row_number() OVER (PARTITION BY trace_id ORDER BY duration_ms DESC) = 1
    ORDER BY duration_ms DESC
    LIMIT 5
)
SELECT trace_id,
       trace_start_ms,
       trace_ms,
       session_id,
       extension_version                                        AS version,
       properties['workspace_name']                             AS workspace,
       event_id,
       parent_event_id,
       event_name                                               AS name,
       coalesce(duration_ms, 0)                                 AS duration_ms,
       time_unix_nano / 1e6 - coalesce(duration_ms, 0) - trace_start_ms AS offset_ms,
       coalesce(result, 'note')                                 AS result,
       string_split(error.message, chr(10))[1]                  AS error
FROM slowest JOIN events USING (trace_id)
ORDER BY trace_ms DESC, trace_id, parent_event_id IS NOT NULL, offset_ms, event_sequence;
