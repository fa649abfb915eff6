#!/usr/bin/env bash
# Runs msklint in a job of GitHub Actions. The report and the exit code become outputs of the step, which itself
# succeeds: the upload comes before the result. `MSKLINT` names a command to use in place of a download.
set -euo pipefail

target() {
  case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) echo x86_64-unknown-linux-musl ;;
    Linux-aarch64 | Linux-arm64) echo aarch64-unknown-linux-musl ;;
    Darwin-arm64) echo aarch64-apple-darwin ;;
    Darwin-x86_64) echo x86_64-apple-darwin ;;
    *) echo "there is no release of msklint for $(uname -s) on $(uname -m)" >&2; return 1 ;;
  esac
}

download() {
  local name release folder
  name="msklint-$(target).tar.gz"
  release="https://github.com/${MSKLINT_REPOSITORY:?}/releases/download/v${MSKLINT_VERSION:?}"
  folder="$RUNNER_TEMP/msklint-$MSKLINT_VERSION"
  mkdir -p "$folder"
  curl --fail --silent --show-error --location --retry 3 --output "$folder/$name" "$release/$name"
  if [ -n "${MSKLINT_SHA256:-}" ]; then
    echo "$MSKLINT_SHA256  $name" > "$folder/sums"
  else
    curl --fail --silent --show-error --location --retry 3 --output "$folder/all" "$release/SHA256SUMS"
    grep --fixed-strings "  $name" "$folder/all" > "$folder/sums"
  fi
  (cd "$folder" && sha256sum --check --quiet sums && tar -xzf "$name")
  echo "$folder/msklint"
}

command=${MSKLINT:-$(download)}
sarif="${RUNNER_TEMP:?}/msklint.sarif"
rm -f "$sarif"
# Split at blanks on purpose: these are lists.
read -r -a paths <<< "${MSKLINT_PATHS:-.}"
read -r -a arguments <<< "${MSKLINT_ARGUMENTS:-}"
code=0
"$command" check --format github --format "sarif=$sarif" "${arguments[@]}" -- "${paths[@]}" || code=$?
{
  echo "code=$code"
  if [ -s "$sarif" ]; then echo "sarif=$sarif"; else echo "sarif="; fi
} >> "${GITHUB_OUTPUT:?}"
