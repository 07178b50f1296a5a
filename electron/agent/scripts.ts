import { FRAME_FUNCTION } from './frames.ts'

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
 * and all contents in a row. Few processes, since starting one is what takes time.
 */
export const FILES_FUNCTION = `
files() {
  for path; do
    shift
    [ ! -f "$path" ] || set -- "$@" "$path"
  done
  [ $# -gt 0 ] || return 0
  stat -L --printf '%s\\0%n\\0' -- "$@" | frame file-list ''
  cat -- "$@" | head -c 4194304 | frame file-data ''
}
`

/** `http HOST PORT PATH`: the raw response, headers included; empty when nothing answers. */
export const HTTP_FUNCTION = `
http() {
  if command -v curl >/dev/null; then
    curl -s -i --http1.1 --noproxy '*' --max-time 8 "http://$1:$2$3"
  elif command -v wget >/dev/null; then
    body=$(wget -q --no-proxy -T 8 -t 1 -O - "http://$1:$2$3") &&
      printf 'HTTP/1.1 200 OK\\r\\n\\r\\n%s' "$body"
  elif command -v bash >/dev/null; then
    timeout 8 bash -c 'exec 3<>"/dev/tcp/$1/$2" &&
      printf "GET %s HTTP/1.0\\r\\nHost: %s\\r\\n\\r\\n" "$3" "$1" >&3 && cat <&3' - "$1" "$2" "$3"
  else
    echo 'no HTTP tool'
  fi 2>/dev/null | head -c 8388608 | frame http "$3"
}
`

/**
 * What the machine is, and every unit that runs a Mesos agent with the process and the files that
 * its flags come from. The init wrapper's own text says which directory it reads.
 */
export const SURVEY_SCRIPT = `${FRAME_FUNCTION}${FILES_FUNCTION}
unit() {
  show=$(systemctl show --no-pager -p ${UNIT_PROPERTIES} -- "$1")
  frame unit "$1" <<END
$show
END
  pid=0
  program=
  set -- "$1" "/etc/systemd/system/$1.d"/*.conf
  while IFS= read -r line; do
    case $line in
      MainPID=*) pid=\${line#MainPID=} ;;
      # Unquoted, since it may be a pattern; it is not split, since IFS is empty here.
      EnvironmentFiles=/*) line=\${line#EnvironmentFiles=}; line=\${line% (ignore_errors*}
        IFS=; set -- "$@" $line; unset IFS ;;
      ExecStart=*) program=\${line#*path=}; program=\${program%% ;*} ;;
      FragmentPath=/*) set -- "$@" "\${line#FragmentPath=}" ;;
      DropInPaths=/*) set -- "$@" \${line#DropInPaths=} ;;
    esac
  done <<END
$show
END
  if [ "$pid" -gt 0 ] && [ -d "/proc/$pid" ]; then
    frame cmdline "$1" <"/proc/$pid/cmdline"
    frame environ "$1" <"/proc/$pid/environ"
    cut -s -d / -f 2- "/proc/$pid/maps" | sort -u | frame maps "$1"
  fi
  shift
  case $program in *mesos-init-wrapper) wrapper "$program" "$@" ;; *) files "$@" ;; esac
}

wrapper() {
  text=$(cat -- "$1")
  for path in /etc/default/mesos /etc/default/mesos-slave /etc/default/mesos-agent /etc/mesos/zk
  do case $text in *"$path"*) set -- "$@" "$path" ;; esac
  done
  for folder in /etc/mesos-slave /etc/mesos-agent; do
    case $text in
      *"$folder"*) set -- "$@" "$folder"/* "$folder"/attributes/* "$folder"/resources/* ;;
      *) [ ! -d "$folder" ] || ls -A "$folder" | frame unread "$folder" ;;
    esac
  done
  files "$@"
}

# What may write the agent's files anew: programs that are there, and what Puppet's last catalog
# says of files of ours. Of Chef's runs only copies of files that it replaced remain.
managers() {
  for path in /opt/puppetlabs/bin/puppet /usr/bin/puppet /usr/bin/chef-client \
    /opt/chef/bin/chef-client /opt/cinc/bin/cinc-client /usr/bin/salt-minion
  do [ ! -x "$path" ] || echo "$path"
  done | frame managers ''
  for folder in /opt/puppetlabs/puppet/cache /var/lib/puppet; do
    set -- "$folder"/client_data/catalog/*.json
    [ ! -f "$1" ] || grep -ho '"title":"/etc/[^"]*mesos[^{]*{[^}]*}' -- "$@" |
      head -c 65536 | frame catalog "$1"
  done
  for folder in /var/chef/backup/etc /var/chef/backup/etc/mesos-slave /var/chef/backup/etc/default
  do [ ! -d "$folder" ] || ls "$folder" | grep mesos | frame replaced "$folder"
  done
}

candidates() {
  id= found= pid=
  while IFS= read -r line; do
    case $line in
      Id=*) id=\${line#Id=} ;;
      ExecStart=*'mesos-init-wrapper master'*) ;;
      ExecStart=*mesos-agent*|ExecStart=*mesos-slave*|ExecStart=*mesos-init-wrapper*) found=yes ;;
      MainPID=0) ;;
      MainPID=*)
        if read -r name 2>/dev/null <"/proc/\${line#MainPID=}/comm"; then
          case $name in mesos-agent|mesos-slave) found=yes ;; esac
        fi ;;
      '') [ -z "$found" ] || printf '%s\\n' "$id"; id= found= ;;
    esac
  done
  [ -z "$found" ] || printf '%s\\n' "$id"
}

{ date +%s%N; uname -nrm; getconf GNU_LIBC_VERSION; } 2>/dev/null | frame machine ''
frame mounts '' </proc/1/mountinfo
frame uptime '' </proc/uptime
set -- ${LIBRARY_FOLDER}/*.so
[ ! -f "$1" ] || sha256sum -- "$@" | frame builds ''
for name in $(systemctl show --no-pager -p Id,ExecStart,MainPID '*.service' mesos-slave.service \\
  mesos-agent.service dcos-mesos-slave.service dcos-mesos-slave-public.service |
  candidates | sort -u)
do unit "$name"
done
managers
date +%s%N | frame clock ''
echo end
`

/** Arguments are words: `file PATH`, `folder PATH` (all of its files), `space FOLDER`, `library PATH`, `http HOST PORT PATH`. */
export const DETAIL_SCRIPT = `${FRAME_FUNCTION}${FILES_FUNCTION}${HTTP_FUNCTION}
folder() {
  if [ ! -d "$1" ]; then echo missing | frame folder "$1"; return; fi
  # Dotfiles too, as Mesos reads them.
  set -- "$1" "$1"/* "$1"/.[!.]* "$1"/..?*
  path=$1
  shift
  files "$@"
  for entry; do
    if [ -d "$entry" ]; then printf 'folder %s\\0' "$entry"
    elif [ -f "$entry" ]; then stat -L --printf 'file %Y %n\\0' -- "$entry"
    elif [ -L "$entry" ] || [ -e "$entry" ]; then printf 'none %s\\0' "$entry"
    fi
  done | frame entries "$path"
}
while [ $# -gt 0 ]; do
  case $1 in
    file) files "$2"; shift 2 ;;
    folder) folder "$2"; shift 2 ;;
    space) stat -f -c '%S %b %f' -- "$2" 2>/dev/null | frame space "$2"; shift 2 ;;
    library)
      if [ -d "$2" ]; then echo folder
      elif [ -f "$2" ]; then readlink -f -- "$2"
      else echo missing; fi | frame library "$2"
      shift 2 ;;
    http) http "$2" "$3" "$4"; shift 4 ;;
    *) exit 64 ;;
  esac
done
echo end
`
