import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Users of a test server beside root, all with the server's one key. */
const testUsers = {
  /** May use sudo with `sudoPassword`. */
  operator: 64001,
  /** May use sudo without a password. */
  trusted: 64002,
  /** May not use sudo. */
  stranger: 64003,
  /** Has a login shell that prints on both streams before it runs anything. */
  noisy: 64004,
  /** Has a login shell that runs nothing. */
  locked: 64005,
  /** May use sudo on a terminal alone. */
  bound: 64006,
} as const

export const sudoPassword = 'correct horse 42'
const sudoPasswordHash =
  '$6$bP4Ob8YVzhXDZaz0$02N86XljOOK4sVOoU4MG.440blvbNexpPXu8iUe30zJObBnDtKt/Q/vhPnRUYndhyALj9.CRlGRgN1WZ6aMPD0'

const sudoers = `
Defaults env_reset
Defaults:operator use_pty
root ALL=(ALL:ALL) ALL
operator ALL=(ALL:ALL) ALL
trusted ALL=(ALL:ALL) NOPASSWD: ALL
Defaults:bound requiretty
bound ALL=(ALL:ALL) NOPASSWD: ALL
`

const doasConf = `
permit operator
permit nopass trusted
`

/** Of a second factor that PAM asks for. */
export const loginCode = '424242'

/** A program that PAM hands what was answered, as modules for one-time codes are. */
const checkCode = `#!/bin/sh\n[ "$(tr -d '\\000')" = ${loginCode} ]\n`

/** For servers with UsePAM: a code. */
function pamOfSshd(folder: string): string {
  const code = `auth requisite pam_exec.so quiet expose_authtok ${folder}/check-code`
  return pam(code, 'auth required pam_permit.so')
}

function pam(...auth: string[]): string {
  return [...auth, 'account required pam_permit.so', 'session required pam_permit.so', ''].join(
    '\n',
  )
}

/** Mounts what makes a machine of its own of one process and its children, then becomes sshd. */
const startScript = `
mount -t tmpfs own "$1/own-etc" && mkdir "$1/own-etc/upper" "$1/own-etc/work" || exit 1
cp -a "$1/etc/." "$1/own-etc/upper" || exit 1
layers="lowerdir=/etc,upperdir=$1/own-etc/upper,workdir=$1/own-etc/work"
mount -t overlay -o "$layers" own /etc || exit 1
mount -t tmpfs -o size=1m,mode=777 small "$1/small" || exit 1
mount --bind "$1/lib" /var/lib || exit 1
exec /usr/sbin/sshd -D -f "$1/sshd_config" -E "$1/sshd.log"
`

/** The files of the test machine: its users and who may use sudo. Nothing of this one is changed. */
export function makeMachine(folder: string): void {
  for (const name of ['etc', 'etc/pam.d', 'own-etc', 'small', 'home', 'lib'])
    mkdirSync(join(folder, name))
  const noisyShell = join(folder, 'noisy-shell')
  writeFileSync(noisyShell, '#!/bin/sh\necho Welcome\necho Beware >&2\nexec /bin/sh "$@"\n')
  chmodSync(noisyShell, 0o755)
  const shells: Record<string, string> = { noisy: noisyShell, locked: '/usr/sbin/nologin' }
  const users = Object.entries(testUsers)
  const home = join(folder, 'home')
  extend(folder, 'passwd', users, (name, id) =>
    [name, 'x', id, id, '', home, shells[name] ?? '/bin/sh'].join(':'),
  )
  extend(folder, 'group', users, (name, id) => `${name}:x:${id}:`)
  extend(folder, 'shadow', users, (name) => `${name}:${sudoPasswordHash}:19000:0:99999:7:::`)
  writeFileSync(join(folder, 'etc', 'sudoers'), sudoers, { mode: 0o440 })
  writeFileSync(join(folder, 'etc', 'doas.conf'), doasConf, { mode: 0o400 })
  writeFileSync(join(folder, 'etc', 'pam.d', 'doas'), pam('auth required pam_unix.so'))
  writeFileSync(join(folder, 'etc', 'pam.d', 'sshd'), pamOfSshd(folder))
  writeFileSync(join(folder, 'check-code'), checkCode, { mode: 0o755 })
}

function extend(
  folder: string,
  file: string,
  users: readonly [string, number][],
  line: (name: string, id: number) => string,
): void {
  // A root of its own, whose shell reads nobody's start-up files.
  const root = `root:x:0:0::${join(folder, 'home')}:/bin/sh`
  const own = readFileSync(join('/etc', file), 'utf8').replace(/^root:.*:.*:.*sh$/m, root)
  const copy = join(folder, 'etc', file)
  copyFileSync(join('/etc', file), copy)
  writeFileSync(copy, `${own}${users.map(([name, id]) => line(name, id)).join('\n')}\n`)
}

/** sshd in a mount namespace of its own, with the test machine's files and a 1 MiB disk. */
export function startSshd(folder: string): { pid: number; end: () => Promise<void> } {
  const child = spawn('unshare', ['-m', 'sh', '-c', startScript, 'sh', folder], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const exited = once(child, 'exit')
  return {
    pid: child.pid as number,
    async end() {
      child.kill()
      await exited
    },
  }
}
