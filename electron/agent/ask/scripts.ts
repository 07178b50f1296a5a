import { FRAME_FUNCTION } from './frames.ts'
import { MAX_FILE_BYTES } from './source-file.ts'

/** Where Quotadeck keeps its things on an agent. */
const AGENT_FOLDER = '/var/lib/quotadeck'
export const LIBRARY_FOLDER = `${AGENT_FOLDER}/lib`
export const STAGING_FOLDER = `${AGENT_FOLDER}/staging`
export const BACKUP_FOLDER = `${AGENT_FOLDER}/backups`

export const UNIT_PROPERTIES = [
  'Id',
  'LoadState',
  'ActiveState',
  'SubState',
  'MainPID',
  'ExecMainStartTimestampMonotonic',
  'KillMode',
  'Restart',
  'ExecStart',
  'Environment',
  'EnvironmentFiles',
  'FragmentPath',
  'DropInPaths',
  'NeedDaemonReload',
].join(',')

/**
 * `files PATH...`: the regular files among these that are there, in two frames: sizes and names,
 * and all contents in a row, of each file no more than 4 MiB.
 */
export const FILES_FUNCTION = `
files() {
  for path; do
    shift
    [ ! -f "$path" ] || set -- "$@" "$path"
  done
  [ $# -gt 0 ] || return 0
  frame file-list ''
  stat -L --printf '%s\\0%n\\0' -- "$@"
  frame file-data ''
  head -q -c ${MAX_FILE_BYTES} -- "$@"
}
`

/**
 * `http HOST PORT PATH...`: a frame with each raw response, headers included, in this order; an
 * empty one where nothing answers, and one more at the end. A curl asks for all of them.
 */
export const HTTP_FUNCTION = `
http() {
  base="http://$1:$2" host=$1 port=$2
  shift 2
  frame http ''
  if command -v curl >/dev/null; then
    for path; do shift; set -- "$@" "$base$path"; done
    curl -g -s -i --http1.1 --noproxy '*' --max-time 8 -w "$(frame http '')\\n" "$@"
  else
    for path; do
      if command -v wget >/dev/null; then
        body=$(wget -q --no-proxy -T 8 -t 1 -O - "$base$path") &&
          printf 'HTTP/1.1 200 OK\\r\\n\\r\\n%s' "$body"
      elif command -v bash >/dev/null; then
        timeout 8 bash -c 'exec 3<>"/dev/tcp/$1/$2" &&
          printf "GET %s HTTP/1.0\\r\\nHost: %s\\r\\n\\r\\n" "$3" "$1" >&3 && cat <&3' - "$host" "$port" "$path"
      else
        echo 'no HTTP tool'
      fi
      frame http ''
    done
  fi 2>/dev/null | head -c 16777216
}
`

/**
 * What the machine is, and every unit that runs a Mesos agent with the process and the files that
 * its flags come from. The init wrapper's own text says which directory it reads.
 */
export const SURVEY_SCRIPT = `${FRAME_FUNCTION}${FILES_FUNCTION}
# Reads the properties of units one after the other. The last line of each is an empty one.
units() {
  set --
  id= pid=0 program= properties=
  while IFS= read -r line; do
    properties="$properties$line
"
    case $line in
      Id=*) id=\${line#Id=}; set -- "$@" "/etc/systemd/system/$id.d"/*.conf ;;
      MainPID=*) pid=\${line#MainPID=} ;;
      # Unquoted, since it may be a pattern; it is not split, since IFS is empty here.
      EnvironmentFiles=/*) line=\${line#EnvironmentFiles=}; line=\${line% (ignore_errors*}
        IFS=; set -- "$@" $line; unset IFS ;;
      ExecStart=*) program=\${line#*path=}; program=\${program%% ;*} ;;
      FragmentPath=/*) set -- "$@" "\${line#FragmentPath=}" ;;
      DropInPaths=/*) set -- "$@" \${line#DropInPaths=} ;;
      '')
        frame unit "$id"
        printf %s "$properties"
        [ ! -d "/proc/$pid" ] || process "$id" "$pid"
        case $program in *mesos-init-wrapper) wrapper "$program" "$@" ;; *) files "$@" ;; esac
        set --
        id= pid=0 program= properties= ;;
    esac
  done
}

process() {
  frame cmdline "$1"
  cat "/proc/$2/cmdline" - "/proc/$2/environ" <<END
$(frame environ "$1")
END
  frame maps "$1"
  grep -F ' r-xp ' "/proc/$2/maps"
}

wrapper() {
  text=$(cat -- "$1")
  for path in /etc/default/mesos /etc/default/mesos-slave /etc/default/mesos-agent /etc/mesos/zk
  do case $text in *"$path"*) set -- "$@" "$path" ;; esac
  done
  for folder in /etc/mesos-slave /etc/mesos-agent; do
    case $text in
      *"$folder"*) set -- "$@" "$folder"/* "$folder"/attributes/* "$folder"/resources/* ;;
      *) [ ! -d "$folder" ] || { frame unread "$folder"; ls -A "$folder"; } ;;
    esac
  done
  files "$@"
}

# What may write the agent's files anew: programs that are there, and what Puppet's last catalog
# says of files of ours. Of Chef's runs only copies of files that it replaced remain.
managers() {
  frame managers ''
  for path in /opt/puppetlabs/bin/puppet /usr/bin/puppet /usr/bin/chef-client \
    /opt/chef/bin/chef-client /opt/cinc/bin/cinc-client /usr/bin/salt-minion
  do [ ! -x "$path" ] || echo "$path"
  done
  for folder in /opt/puppetlabs/puppet/cache /var/lib/puppet; do
    set -- "$folder"/client_data/catalog/*.json
    [ -f "$1" ] || continue
    frame catalog "$1"
    grep -ho '"title":"/etc/[^"]*mesos[^{]*{[^}]*}' -- "$@" | head -c 65536
  done
  for folder in /var/chef/backup/etc /var/chef/backup/etc/mesos-slave /var/chef/backup/etc/default
  do [ ! -d "$folder" ] || { frame replaced "$folder"; ls "$folder" | grep mesos; }
  done
}

frame machine ''
date +%s%N
uname -nrm
getconf GNU_LIBC_VERSION
frame uptime ''
read -r up idle </proc/uptime && echo "$up"
frame mounts ''
cat /proc/1/mountinfo
set -- ${LIBRARY_FOLDER}/*.so
[ ! -f "$1" ] || { frame builds ''; sha256sum -- "$@"; }
for tool in systemctl awk; do command -v "$tool" >/dev/null || frame lacks "$tool"; done
# Units whose command names an agent, or whose process is one: all properties at once, since each
# systemctl takes as long as the rest of this. A unit with two names is shown twice.
processes=$(grep -lsx -e mesos-agent -e mesos-slave /proc/[0-9]*/comm)
systemctl show --no-pager -p ${UNIT_PROPERTIES} '*.service' mesos-slave.service \
  mesos-agent.service dcos-mesos-slave.service dcos-mesos-slave-public.service |
  processes=$processes awk '
    BEGIN { RS = ""; FS = "\\n" }
    {
      id = ""
      found = 0
      for (i = 1; i <= NF; i++) {
        if ($i ~ /^Id=/) id = $i
        if ($i ~ /^ExecStart=.*mesos-(agent|slave|init-wrapper)/ && $i !~ /mesos-init-wrapper master/)
          found = 1
        if ($i ~ /^MainPID=/ && index(ENVIRON["processes"] "\\n", "/" substr($i, 9) "/comm\\n"))
          found = 1
      }
      if (found && !seen[id]++) print $0 "\\n"
    }' | units
managers
frame clock ''
date +%s%N
frame end ''
`

/** Arguments are words: `file PATH`, `folder PATH` (all of its files), `space FOLDER`, `library PATH`, `names PATH` (lines of our note and callbacks of hooks within it), and last `http HOST PORT PATH...`. */
export const DETAIL_SCRIPT = `${FRAME_FUNCTION}${FILES_FUNCTION}${HTTP_FUNCTION}
folder() {
  if [ ! -d "$1" ]; then frame folder "$1"; echo missing; return; fi
  # Dotfiles too, as Mesos reads them.
  set -- "$1" "$1"/* "$1"/.[!.]* "$1"/..?*
  path=$1
  shift
  files "$@"
  frame entries "$path"
  for entry; do
    if [ -d "$entry" ]; then printf 'folder %s\\0' "$entry"
    elif [ -f "$entry" ]; then stat -L --printf 'file %Y %n\\0' -- "$entry"
    elif [ -L "$entry" ] || [ -e "$entry" ]; then printf 'none %s\\0' "$entry"
    fi
  done
}
NAMES='^(version|mesos_version|modules|callbacks)=[ -~]*|_ZN[0-9A-Za-z_]*(master|slave)[A-Za-z]*(Decorator|Hook)E'
while [ $# -gt 0 ]; do
  case $1 in
    file) files "$2"; shift 2 ;;
    folder) folder "$2"; shift 2 ;;
    space) frame space "$2"; stat -f -c '%S %b %f' -- "$2" 2>/dev/null; shift 2 ;;
    library)
      frame library "$2"
      if [ -d "$2" ]; then echo folder
      elif [ -f "$2" ]; then readlink -f -- "$2"
      else echo missing; fi
      shift 2 ;;
    names)
      frame names "$2"
      [ ! -f "$2" ] || LC_ALL=C grep -aoE -e "$NAMES" -- "$2"
      shift 2 ;;
    http) shift; http "$@"; break ;;
    *) exit 64 ;;
  esac
done
frame end ''
`
