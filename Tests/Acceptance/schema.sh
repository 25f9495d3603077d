#!/bin/bash
# An independent validator takes every manifest that Reel takes, and refuses a dozen that it must.
set -euo pipefail
cd "$(dirname "$0")/../.."
check="$VENV/bin/check-jsonschema"
schema=schemas/manifest.schema.json

"$REEL" schema | cmp - "$schema"
"$check" --check-metaschema "$schema"
"$check" --schemafile "$schema" manifests/*.yaml Tests/ReelManifestTests/Fixtures/good/*.yaml
"$REEL" check manifests/*.yaml

prices=schemas/prices.schema.json
"$REEL" schema prices | cmp - "$prices"
"$check" --check-metaschema "$prices"
example=$(mktemp --suffix=.yaml)
trap 'rm -f "$example"' EXIT
sed -n '/^# prices.yaml$/,/^```$/p' README.md | sed '$d' >"$example"
"$check" --schemafile "$prices" "$example"
echo 'version: 1' >"$example"
if "$check" --schemafile "$prices" "$example" >/dev/null 2>&1; then
  echo "prices without models pass the schema" >&2
  exit 1
fi

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
