if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] < 404)); then
  builtin printf 'gonogo: bash %s is too old; install bash 4.4 or newer\n' "$BASH_VERSION" >&2
  builtin exit 126
fi
builtin shopt -s extglob
builtin source @PRIVATE@/state >/dev/null 2>&1
builtin shopt -u extglob
builtin source @PRIVATE@/set

__gonogo_failed=0
__gonogo_exit=
__gonogo_err=

__gonogo_return() { builtin return "$1"; }

# Runs in the exiting shell, before the body's own EXIT handler.
__gonogo_save() {
  builtin local -
  builtin set +efnuvx +o posix
  builtin local __gonogo_n __gonogo_names __gonogo_case=-u
  builtin shopt -q nocasematch && __gonogo_case=-s
  builtin shopt -u nocasematch
  builtin compgen -v >|@PRIVATE@/names
  builtin mapfile -t __gonogo_names <@PRIVATE@/names
  {
    for __gonogo_n in "${__gonogo_names[@]}"; do
      case $__gonogo_n in
        __gonogo_* | BASH | BASHOPTS | BASHPID | BASH_* | COLUMNS | COMP_* | DIRSTACK | EPOCH* | EUID | FUNCNAME) continue ;;
        GONOGO_ACTION | GONOGO_EXE | GONOGO_RUN | GONOGO_STEP | GROUPS | HISTCMD | HOSTNAME | HOSTTYPE | LINENO | LINES | MACHTYPE | OLDPWD | OPTARG | OPTERR | OPTIND) continue ;;
        OSTYPE | PIPESTATUS | PPID | PWD | RANDOM | SECONDS | SHELLOPTS | SHLVL | SRANDOM | TERM | UID | _) continue ;;
      esac
      builtin printf 'v\0%s\0' "$__gonogo_n"
      builtin declare -p "$__gonogo_n"
      case ${!__gonogo_n@a} in
        *[aA]*) builtin printf '\0-\0\0' ;;
        *) builtin printf '\0+\0%s\0' "${!__gonogo_n}" ;;
      esac
    done
    builtin compgen -A function >|@PRIVATE@/names
    builtin mapfile -t __gonogo_names <@PRIVATE@/names
    for __gonogo_n in "${__gonogo_names[@]}"; do
      case $__gonogo_n in __gonogo_* | trap) continue ;; esac
      builtin printf 'f\0%s\0' "$__gonogo_n"
      builtin declare -f "$__gonogo_n"
      builtin declare -pF "$__gonogo_n"
      builtin printf '\0-\0\0'
    done
    builtin printf 'a\0\0'
    builtin alias -p
    builtin printf '\0-\0\0d\0\0'
    builtin pwd
    builtin printf '\0+\0%s\0m\0\0' "${OLDPWD-}"
    builtin umask
    builtin printf '\0-\0\0e\0\0\0-\0\0'
  } >|@PRIVATE@/snapshot
  builtin shopt "$__gonogo_case" nocasematch
}

# The handler goes last: one that calls exit must not cost the state.
__gonogo_watch_exit() {
  builtin local __gonogo_text='{ __gonogo_status=$?; builtin set +o; builtin shopt -p; } >|@PRIVATE_INNER@/options 2>/dev/null
{ builtin local -p || :; } >|@PRIVATE_INNER@/locals 2>/dev/null
{ __gonogo_save; } 2>/dev/null'
  if [[ $__gonogo_exit != '' ]]; then
    __gonogo_text+='
if { __gonogo_return "$__gonogo_status"; } 2>/dev/null; then builtin eval "$__gonogo_exit"; else builtin eval "$__gonogo_exit"; fi'
  fi
  builtin trap -- "$__gonogo_text" EXIT
}

__gonogo_watch_err() {
  builtin local __gonogo_text='{ __gonogo_code=$? __gonogo_line=$LINENO
if ((__gonogo_failed++ < 200)); then builtin printf "%s\0" "$__gonogo_code" "$__gonogo_line" "$BASH_COMMAND"
builtin printf "%s\1" "${BASH_SOURCE[@]}"; builtin printf "\0"
builtin printf "%s\1" "${BASH_LINENO[@]}"; builtin printf "\0"; fi; } 2>/dev/null >>@PRIVATE_INNER@/failed'
  if [[ $__gonogo_err != '' ]]; then
    __gonogo_text+='
if { __gonogo_return "$__gonogo_code"; } 2>/dev/null; then builtin eval "$__gonogo_err"; else builtin eval "$__gonogo_err"; fi'
  fi
  builtin trap -- "$__gonogo_text" ERR
}

__gonogo_show_traps() {
  builtin local __gonogo_s
  if (($# == 0)); then builtin set -- EXIT {1..64} DEBUG RETURN ERR; fi
  for __gonogo_s in "$@"; do
    case ${__gonogo_s^^} in
      0 | EXIT | SIGEXIT) if [[ $__gonogo_exit != '' ]]; then builtin printf 'trap -- %s EXIT\n' "${__gonogo_exit@Q}"; fi ;;
      ERR | SIGERR) if [[ $__gonogo_err != '' ]]; then builtin printf 'trap -- %s ERR\n' "${__gonogo_err@Q}"; fi ;;
      *) builtin trap -p "$__gonogo_s" 2>/dev/null ;;
    esac
  done
  builtin return 0
}

trap() {
  builtin local -
  { builtin set +efnuvx; } 2>/dev/null
  builtin local __gonogo_a __gonogo_s __gonogo_rest
  __gonogo_rest=()
  if [[ ${1-} == -- ]]; then builtin shift; fi
  case ${1-} in
    -p) __gonogo_show_traps "${@:2}"; builtin return ;;
    -*[!-]*) builtin trap "$@"; builtin return ;;
  esac
  if (($# == 0)); then __gonogo_show_traps; builtin return; fi
  if (($# == 1)) || [[ $1 =~ ^[0-9]+$ ]]; then builtin set -- - "$@"; fi
  __gonogo_a=$1
  builtin shift
  for __gonogo_s in "$@"; do
    case ${__gonogo_s^^} in
      0 | EXIT | SIGEXIT)
        if ((BASH_SUBSHELL)); then
          builtin trap -- "$__gonogo_a" EXIT
        else
          __gonogo_exit=$__gonogo_a
          if [[ $__gonogo_a == - ]]; then __gonogo_exit=; fi
          __gonogo_watch_exit
        fi
        ;;
      ERR | SIGERR)
        __gonogo_err=$__gonogo_a
        if [[ $__gonogo_a == - ]]; then __gonogo_err=; fi
        __gonogo_watch_err
        ;;
      *) __gonogo_rest+=("$__gonogo_s") ;;
    esac
  done
  if ((${#__gonogo_rest[@]})); then builtin trap -- "$__gonogo_a" "${__gonogo_rest[@]}"; fi
}

builtin set -E
__gonogo_watch_exit
__gonogo_watch_err
builtin source @PRIVATE@/options-in >/dev/null 2>&1
builtin source @PRIVATE@/step
