import type { ConnectRequest } from '../carrier.ts'
import { type Destination, recordNameOf } from '../destination.ts'
import { shellLine } from '../quote.ts'
import { logSettings } from './login-log.ts'

/** What of the operator's ssh_config must not hold for a master of ours. First come, first kept. */
const always = [
  'StrictHostKeyChecking=yes',
  'VerifyHostKeyDNS=no',
  'NoHostAuthenticationForLocalhost=no',
  'CheckHostIP=no',
  'UpdateHostKeys=no',
  'ControlMaster=yes',
  'ClearAllForwardings=yes',
  'ForwardAgent=no',
  'ForwardX11=no',
  'PermitLocalCommand=no',
  'RemoteCommand=none',
  'RequestTTY=no',
  'Tunnel=no',
  // Banners are for people; what ssh itself says of errors remains.
  ...logSettings,
]

/** A master ends by itself so long after its last client, s: when the console has been killed. */
const persistSeconds = 10

/**
 * The arguments of ssh for a master that goes into the background once it has logged in. `log` is
 * the file for what ssh itself says, `login` the settings that say what to log in with.
 */
export function masterArguments(
  request: ConnectRequest,
  login: readonly string[],
  control: string,
  log: string,
): string[] {
  const keepalive = Math.max(1, Math.ceil(request.deadlines.keepalive / 1000))
  const options = [
    ...always,
    'BatchMode=no',
    'NumberOfPasswordPrompts=1',
    `ControlPersist=${persistSeconds}`,
    `ServerAliveInterval=${keepalive}`,
    'ServerAliveCountMax=3',
    ...login,
  ]
  return ['-M', '-N', '-S', tokenFree(control), ...common(request, options, log)]
}

/**
 * The arguments of ssh for a look at the host key: no login is tried. `hook` gets the key, unless a
 * file of revoked keys has it and is heeded.
 */
export function keyArguments(
  request: ConnectRequest,
  hook: string,
  log: string,
  heedRevoked: boolean,
): string[] {
  const options = [
    ...always.filter((option) => !option.startsWith('ControlMaster')),
    'ControlPath=none',
    'BatchMode=yes',
    'PreferredAuthentications=none',
    `KnownHostsCommand=${hook}`,
    ...(heedRevoked ? [] : ['RevokedHostKeys=none']),
    ...(certificatesMatter(request) ? [] : ['HostKeyAlgorithms=-*-cert-v01@openssh.com']),
  ]
  return ['-N', ...common(request, options, log)]
}

function common(request: ConnectRequest, options: readonly string[], log: string): string[] {
  const { agent, knownHostsFiles, deadlines } = request
  const all = [
    ...options,
    `ConnectTimeout=${Math.max(1, Math.ceil(deadlines.connect / 1000))}`,
    `UserKnownHostsFile=${knownHostsFiles.map(quotedPath).join(' ') || 'none'}`,
    'GlobalKnownHostsFile=none',
    ...recordName(request),
    ...proxySettings(request),
  ]
  return [
    ...configFile(agent.recorded),
    ...['-E', log],
    ...all.flatMap((option) => ['-o', option]),
    ...['-p', String(agent.port), '-l', agent.user],
    ...['--', agent.recorded.host],
  ]
}

function configFile({ useSshConfig, sshConfigFile }: Destination['recorded']): string[] {
  if (!useSshConfig) return ['-F', 'none']
  return sshConfigFile === undefined ? [] : ['-F', sshConfigFile]
}

/**
 * The name in known_hosts, port included, so that ssh takes no record of another port for it. A
 * certificate names the host alone.
 */
function recordName(request: ConnectRequest): string[] {
  return namedByAuthority(request) ? [] : [`HostKeyAlias=${recordNameOf(request.agent)}`]
}

/** Whether an authority could vouch for a host's certificate, or be why it is refused. */
function certificatesMatter({ records, agent }: ConnectRequest): boolean {
  return (
    agent.revokedKeysFile !== undefined ||
    records.some((record) => record.authority || record.revoked)
  )
}

/** Whether ssh is told the host's name in known_hosts by its address alone. */
export function namedByAuthority({ records }: ConnectRequest): boolean {
  return records.some((record) => record.authority)
}

function proxySettings({ agent, before }: ConnectRequest): string[] {
  if (before) return [`ProxyCommand=${tokenFree(before.wire.relayLine?.(agent) ?? 'false')}`]
  if (agent.recorded.jumps === undefined && agent.recorded.useSshConfig) return []
  return ['ProxyCommand=none']
}

/** The command line that makes one connection over a master to a host behind it. */
export function relayLine(control: string, { host, port }: Destination): string {
  const target = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
  // Without the master there must be no other way: ssh would connect to the word after the dashes.
  const only = ['-F', 'none', '-o', 'ProxyCommand=false', '-o', 'BatchMode=yes']
  return shellLine(['ssh', ...only, '-S', tokenFree(control), '-W', target, '--', 'over-master'])
}

/** A text in which ssh finds no `%` tokens. */
function tokenFree(text: string): string {
  return text.replaceAll('%', '%%')
}

/** A path as a value of ssh_config. */
export function quotedPath(path: string): string {
  return `"${tokenFree(path).replaceAll(/["\\]/g, '\\$&')}"`
}
