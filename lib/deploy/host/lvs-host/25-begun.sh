
# --- what was begun ----------------------------------------------------------------------------------------------

# Terraform hears of a run at its end only. One that is killed may have made hosts part of the cluster that no state and no configuration of before names: routers remember the
# model that it was to bring about until it has ended, well or back where it began.
begin() { # standard input: the models, of this run and of those that never ended
  { (umask 077; cat >"$dir/.begun.new") && sync "$dir/.begun.new" && mv -f "$dir/.begun.new" "$dir/begun.json"; } || { rm -f "$dir/.begun.new"; die 1 "can't note what is begun"; }
}

end() { # what is not there stays so, also the directory
  if [ -e "$dir/begun.json" ]; then rm -f "$dir/begun.json" && sync -f "$dir"; fi
}
