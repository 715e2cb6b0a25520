#!/bin/sh
# Plans every stack that `cdktf synth` left, one after the other, each into a file named plan in its own directory (where `cdktf-lvs preview cdktf.out` looks).
#   sh plan-stacks.sh [cdktf.out] [--no-refresh]
# --no-refresh: resources are not looked at on their hosts; what these are like is then what the last apply left, and no drift is seen. (A data source lvs_cluster_status is read all the same.)
# A stack that can't be planned, such as one that reads outputs of a stack which was never deployed, keeps none of the others from it; the preview names it.
# Beside each plan a file plan.said is left, from which the preview knows whether hosts were looked at, and which of them could not be asked.
# Where stacks could not be planned, cdktf.out/not-planned has their names, one a line.
# The log gets what Terraform warns of (LVS…), how many resources it plans to change, and its errors, and never the plan itself: that has in clear what hosts get, with whatever is sensitive in it.
# Nothing is locked: a preview must not stand in a deployment's way.
# Exit codes: 0 all are planned · 1 some are not, and are named · 2 wrong usage · 3 all are planned, but not all could be looked at.
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
case $terraform in /*) ;; */*) terraform=$PWD/$terraform ;; esac
[ -d "$output/stacks" ] || { echo "plan-stacks.sh: $output/stacks is not there: run cdktf synth first" >&2; exit 2; }
rm -f "$output/not-planned"

plan() { # $1: the stack's directory. With -chdir, Terraform would look for the provider in the terraform.d of the directory it was started in.
  (CDPATH='' cd -- "$1" && "$terraform" init -input=false -no-color >/dev/null && "$terraform" plan -input=false -no-color -lock=false "-refresh=$refresh" -out=plan)
}

headlines() { # $1: what Terraform printed. Lines of a plan are indented
  printf '%s\n' "$1" | sed -n '/^Warning: LVS/p; /^- LVS/p'
}

note() { # $1: the plan, $2: what Terraform printed
  { echo "plan-bytes $(($(wc -c <"$1")))"; [ "$refresh" = true ] || echo "-refresh=false"; headlines "$2"; } >"$1.said"
}

tell() { # $1: the stack's directory, $2: what Terraform printed. Errors come last, after what was planned before them
  headlines "$2"
  if [ -f "$1/plan" ]; then
    printf '%s\n' "$2" | sed -n '/^Plan: /p; /^No changes\./p'
  else
    printf '%s\n' "$2" | sed -n '/^Error: /,$p'
    # What is no error of Terraform's own, such as that there is no Terraform.
    if grep -q '^Error: ' "$1/plan.errors"; then sed -n '/^Error: /,$p' "$1/plan.errors"; else cat "$1/plan.errors"; fi
  fi
}

# Whether Terraform was warned that it didn't see all: hosts that could not be asked, host keys that aren't known yet, a DNS server without an answer. What the model says of a declaration is none of it, and what a look has found neither.
unlooked() { # $1: what Terraform printed
  printf '%s\n' "$1" | sed -n 's/^Warning: LVS/LVS/p; s/^- LVS/LVS/p' | grep -qvE '^LVS([015]|402|615)'
}

failed='' unseen=''
for stack in "$output"/stacks/*/; do
  stack=${stack%/}
  echo "planning ${stack##*/}" >&2
  rm -f "$stack/plan" "$stack/plan.said"
  # What Terraform leaves of a plan that failed is none.
  said=$(plan "$stack" 2>"$stack/plan.errors") || { failed="$failed ${stack##*/}"; rm -f "$stack/plan"; echo "${stack##*/}" >>"$output/not-planned"; }
  tell "$stack" "$said"
  rm -f "$stack/plan.errors"
  [ ! -f "$stack/plan" ] || note "$stack/plan" "$said"
  ! unlooked "$said" || unseen="$unseen ${stack##*/}"
done
[ -z "$unseen" ] || echo "plan-stacks.sh: of these stacks not all could be looked at (LVS343 and others above), and is taken to be as the last apply left it:$unseen" >&2
[ -z "$failed" ] || { echo "plan-stacks.sh: not planned:$failed" >&2; exit 1; }
[ -z "$unseen" ] || exit 3
