# Telemetry files, one after another, to the elements of the JSON array, one a line and not merged by time: each row with
# the context of the header above it.
foreach inputs as $line (
  {};
  if $line.kind == "header" then {header: $line} else .row = $line end;
  if $line.kind == "header" then empty
  elif .row.context then .row
  else
    .header as $header
    | .row
    | (.deployment_url // "") as $url
    | del(.deployment_url, .schema_version)
    | . + {schema_version: $header.schema_version, context: ($header.context + {deployment_url: $url})}
  end)
