
# Lines "had …" (the record) and "is …" (the kernel) about everything in $wanted and in the record.
gather() {
  known=$wanted
  if [ -e "$record" ]; then
    recorded=$(sed 's/^/had /' "$record") || return 2
    known=$known$newline$recorded
    printf '%s\n' "$recorded"
  fi
  printf '%s\n' "$known" | awk '$2 == "sysctl" { print $3 } $3 == "sysctl" { print $4 }' | sort -u | while read -r key; do
    value=$(sysctl_value "$key") && printf 'is sysctl %s %s\n' "$key" "$value"
  done
  addresses=$("$ip" -o addr show) || return 2
  printf '%s\n' "$addresses" | awk '$3 == "inet" || $3 == "inet6" { print "is address " $4 " " $2 }'
  case $known in
    *' link '*)
      links=$("$ip" -o link show up) || return 2
      printf '%s\n' "$links" | sed -n 's/^[0-9]*: \([^:@]*\)[:@].*$/is link \1/p'
      ;;
  esac
  # shellcheck disable=SC2046  # addresses
  clamped $(printf '%s\n' "$known" | awk '$2 == "clamp-mss" { print $3 } $3 == "clamp-mss" { print $4 }') | sed 's/^/is clamp-mss /'
  # shellcheck disable=SC2046  # addresses and tables
  source_ways $(printf '%s\n' "$known" | awk '$2 == "source-route" { print $3, $6 } $3 == "source-route" { print $4, $5 }')
  for family in 4 6; do
    case $known in *"default-route $family "*) ;; *) continue ;; esac
    routes=$("$ip" -o "-$family" route show default) || return 2
    printf '%s\n' "$routes" | awk -v family="$family" '
      # What ip prints but does not take back, and the way that a nexthop object says itself.
      { gsub(/\\/, " "); out = ""; object = 0
        for (i = 1; i <= NF; i++) {
          if ($i ~ /^(dead|linkdown|offload|rt_offload|trap|rt_trap|notify|pervasive|unresolved)$/) continue
          if ($i == "expires" || $i == "error" || (object && ($i == "via" || $i == "dev"))) { i++; continue }
          if ($i == "nhid") object = 1
          out = out " " $i
        }
        if (out != "") print "is default-route " family out }'
  done
}
