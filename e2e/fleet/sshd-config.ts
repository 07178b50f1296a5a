import { AGENT_PATH, AUTHORIZED_KEYS, rootOf, SERVERS } from './layout.ts'
import { PORT, type ServerPlan } from './plan.ts'

/** The sshd_config of one server: every agent that it serves is another root folder. */
export function sshdConfig({ settings, serves }: ServerPlan): string {
  const lines = [
    ...settings,
    `Port ${PORT}`,
    ...serves.map(({ address }) => `ListenAddress ${address}`),
    `HostKey ${SERVERS}/host_key`,
    `AuthorizedKeysFile ${AUTHORIZED_KEYS}`,
    'PidFile none',
    'PermitRootLogin yes',
    'PasswordAuthentication yes',
    'KbdInteractiveAuthentication no',
    'UsePAM no',
    'UseDNS no',
    'LogLevel FATAL',
    `SetEnv PATH=${AGENT_PATH}`,
    'Subsystem sftp internal-sftp',
    ...serves.flatMap(({ name, address }) => [
      `Match LocalAddress ${address}`,
      `  ChrootDirectory ${rootOf(name)}`,
    ]),
    'Match User second',
    '  AuthenticationMethods publickey,keyboard-interactive',
    '  KbdInteractiveAuthentication yes',
  ]
  return `${lines.join('\n')}\n`
}
