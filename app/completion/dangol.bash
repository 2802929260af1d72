# Completion of the program `dangol` for bash.
_dangol() {
  local word=${COMP_WORDS[COMP_CWORD]} command=
  local i
  for ((i = 1; i < COMP_CWORD; ++i)); do
    case ${COMP_WORDS[i]} in
      --data) ((++i)) ;;
      -*) ;;
      *) command=${COMP_WORDS[i]}; break ;;
    esac
  done
  local options='--data --json --help'
  case $command in
    '') mapfile -t COMPREPLY < <(compgen -W "append import history customer replay log $options" -- "$word") ;;
    append) mapfile -t COMPREPLY < <(compgen -W "--as-recorded $options" -- "$word"; compgen -f -- "$word") ;;
    import) mapfile -t COMPREPLY < <(compgen -W "--mapping $options" -- "$word"; compgen -f -- "$word") ;;
    history | customer) mapfile -t COMPREPLY < <(compgen -W "--as-of $options" -- "$word") ;;
    replay) mapfile -t COMPREPLY < <(compgen -W "--verify $options" -- "$word") ;;
    log) mapfile -t COMPREPLY < <(compgen -W "stat dump check $options" -- "$word") ;;
  esac
}
complete -o filenames -F _dangol dangol
