import { type AgentSettings, agentSettingsSchema } from '../../contract/agent.ts'

/** Variables of a host or a group: whatever the source gave. */
export type Variables = Readonly<Record<string, unknown>>

/** What Ansible's connection variables mean here. */
export interface AnsibleSettings {
  readonly host: string | undefined
  readonly settings: AgentSettings
  /** What could not be taken over, a sentence each; never the value of a secret. */
  readonly problems: readonly string[]
}

/** Reads the connection variables of one host; all others are left alone. */
export function settingsOf(variables: Variables): AnsibleSettings {
  const problems: string[] = []
  const text = (...names: string[]): string | undefined => {
    const value = names.map((name) => variables[name]).find((each) => each !== undefined)
    if (value === undefined || value === null) return undefined
    const plain = String(value)
    if (!plain.includes('{{')) return plain
    problems.push(`${names[0]} is a template or encrypted, and is left out`)
    return undefined
  }
  for (const name of Object.keys(variables).filter(isSecret))
    problems.push(`${name} is a secret and is not imported: Quotadeck asks for it`)
  const jumps = jumpsOf(text('ansible_ssh_common_args'), text('ansible_ssh_extra_args'))
  return {
    host: text('ansible_host', 'ansible_ssh_host'),
    settings: withoutAbsent({
      user: text('ansible_user', 'ansible_ssh_user'),
      port: portOf(text('ansible_port', 'ansible_ssh_port'), problems),
      identityFile: text('ansible_ssh_private_key_file', 'ansible_private_key_file'),
      privilege: privilegeOf(text('ansible_become'), text('ansible_become_method'), problems),
      jumps,
      carrier: carrierOf(text('quotadeck_carrier'), problems),
    }),
    problems,
  }
}

function isSecret(name: string): boolean {
  return /^ansible_.*(pass|password|passphrase)$/.test(name)
}

function portOf(text: string | undefined, problems: string[]): number | undefined {
  if (text === undefined) return undefined
  const port = Number(text)
  if (Number.isInteger(port) && port >= 1 && port <= 65535) return port
  problems.push(`ansible_port is no port number: ${text.slice(0, 40)}`)
  return undefined
}

function privilegeOf(
  become: string | undefined,
  method: string | undefined,
  problems: string[],
): AgentSettings['privilege'] {
  if (become === undefined || !/^(true|yes|on|1)$/i.test(become)) return undefined
  if (method === undefined || method === 'sudo') return 'sudo'
  if (method === 'doas') return 'doas'
  problems.push(
    `ansible_become_method '${method.slice(0, 40)}' is not supported: sudo and doas are`,
  )
  return undefined
}

/** Ansible has no word for it, and leaves variables alone that it does not know. */
function carrierOf(text: string | undefined, problems: string[]): AgentSettings['carrier'] {
  if (text === undefined) return undefined
  const { success, data } = agentSettingsSchema.shape.carrier.safeParse(text)
  if (!success) problems.push(`quotadeck_carrier '${text.slice(0, 40)}' is not known`)
  return data
}

/** `-J a,b` and `-o ProxyJump=a,b` of the arguments for ssh. */
function jumpsOf(...args: (string | undefined)[]): string[] | undefined {
  const text = args.filter(Boolean).join(' ')
  const match = /(?:-J\s*|ProxyJump[ =])["']?([^\s"']+)/.exec(text)
  return match?.[1]?.split(',')
}

function withoutAbsent(settings: { [K in keyof AgentSettings]: AgentSettings[K] | undefined }) {
  const given = Object.entries(settings).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given) as AgentSettings
}
