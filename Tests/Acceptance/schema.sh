#!/bin/bash
# An independent validator takes every manifest that Reel takes, and refuses a dozen that it must.
set -euo pipefail
cd "$(dirname "$0")/../.."
check="$VENV/bin/check-jsonschema"
schema=schemas/manifest.schema.json

"$REEL" schema | cmp - "$schema"
"$check" --check-metaschema "$schema"
"$check" --schemafile "$schema" manifests/*.yaml
"$REEL" check manifests/*.yaml
count=0
for bad in Tests/ReelManifestTests/Fixtures/schema-bad/*.yaml; do
  if "$check" --schemafile "$schema" "$bad" >/dev/null 2>&1; then
    echo "$bad passes the schema" >&2
    exit 1
  fi
  if "$REEL" check "$bad" >/dev/null 2>&1; then
    echo "$bad passes reel check" >&2
    exit 1
  fi
  count=$((count + 1))
done
[ "$count" -ge 12 ]
echo "$count bad manifests are refused by both"
