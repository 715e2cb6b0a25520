#!/bin/sh
# Plans every stack that `cdktf synth` left, one after the other, each into a file named plan in its own directory (where `cdktf-lvs preview cdktf.out` looks).
#   sh plan-stacks.sh [cdktf.out] [--no-refresh]
# --no-refresh: no host is logged in to; what hosts are like is then what the last apply left, and no drift is seen.
set -eu
output=cdktf.out refresh=true
for argument in "$@"; do
  case $argument in
    --no-refresh) refresh=false ;;
    -*) echo "plan-stacks.sh: no such option: $argument" >&2; exit 2 ;;
    *) output=$argument ;;
  esac
done
terraform=${TERRAFORM_BINARY_NAME:-terraform}
[ -d "$output/stacks" ] || { echo "plan-stacks.sh: $output/stacks is not there: run cdktf synth first" >&2; exit 2; }
for stack in "$output"/stacks/*/; do
  stack=${stack%/}
  echo "planning ${stack##*/}" >&2
  rm -f "$stack/plan"
  "$terraform" -chdir="$stack" init -input=false -no-color >/dev/null
  "$terraform" -chdir="$stack" plan -input=false -no-color -lock-timeout=60s "-refresh=$refresh" -out=plan >/dev/null
done
