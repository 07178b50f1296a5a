import { z } from 'zod'
import { failureSchema } from './failure.ts'

/** Names appear in tables and commands: letters, digits, dot, dash, underscore; 64 at most. */
export const agentNameSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    'use letters, digits, dot, dash, underscore (1 to 64)',
  )

/** How commands gain root on the agent. */
export const privilegeSchema = z.enum(['none', 'sudo', 'doas'], 'write none, sudo or doas')

/** What connects: the ssh2 library in this process, or the system's own ssh. */
export const carrierNameSchema = z.enum(['ssh2', 'openssh'])
export type CarrierName = z.infer<typeof carrierNameSchema>

/** `[user@]host[:port]`, as `ssh -J` takes it. */
const jumpSchema = z
  .string()
  .max(400)
  .regex(
    /^([^\s@]+@)?([^\s@:[\]-][^\s@:[\]]*|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?$/,
    'write [user@]host[:port]',
  )

const portWords = 'write a number from 1 to 65535'

const settings = {
  port: z.int(portWords).min(1, portWords).max(65535, portWords),
  user: z.string().min(1).max(64),
  /** `none`: the login is root. `sudo`, `doas`: with a password if it asks for one. */
  privilege: privilegeSchema,
  /** `[user@]host[:port]` of the hosts to go through, in order; []: none, whatever ssh_config says. */
  jumps: z.array(jumpSchema).max(8),
  /**
   * Address, port, user, key, known_hosts file and jump hosts that are not recorded come from the
   * operator's ssh_config, as `ssh -G` reads it; other settings are followed by the carrier openssh.
   */
  useSshConfig: z.boolean('write true or false'),
  /** The file that `useSshConfig` follows; absent: the operator's own and the system's. */
  sshConfigFile: z.string().min(1),
  /** `auto`, the default: ssh2 unless something is asked for that only the system's ssh can do. */
  carrier: z.enum(['auto', ...carrierNameSchema.options], 'write auto, ssh2 or openssh'),
  /** Path of a private key on the console's machine; absent: the ssh-agent. */
  identityFile: z.string(),
  /** known_hosts file to verify against, beside Quotadeck's own; absent: ~/.ssh/known_hosts. */
  knownHostsFile: z.string(),
  /** Path of the hook's status file on the agent. */
  statusFile: z.string().startsWith('/', 'write a path that starts with /'),
}

/** What can be given for one agent or for a group of them; the rest has defaults. No secret. */
export const agentSettingsSchema = z.object(settings).partial()
export type AgentSettings = z.infer<typeof agentSettingsSchema>

const identity = {
  name: agentNameSchema,
  /** Name or address; with `useSshConfig` it may be an alias of ssh_config. */
  host: z
    .string()
    .min(1)
    .max(253)
    .regex(/^[^-\s][^\s]*$/, 'an address has no white space and does not start with a dash'),
  groups: z.array(agentNameSchema).default([]),
  labels: z.record(z.string().max(64), z.string().max(256)).default({}),
}

/** An agent as the operator recorded it; what is absent comes from its groups or the defaults. */
export const agentRecordSchema = z.object(identity).extend(agentSettingsSchema.shape)
export type AgentRecord = z.infer<typeof agentRecordSchema>

/** An agent with all that is known of the way to it. */
export const agentSchema = agentRecordSchema
  .extend({
    privilege: settings.privilege.default('none'),
    useSshConfig: settings.useSshConfig.default(false),
    statusFile: settings.statusFile.default('/var/lib/quotadeck/status.pb'),
  })
  .refine(({ user, useSshConfig }) => user !== undefined || useSshConfig, {
    path: ['user'],
    message: 'who to log in as is missing',
  })
export type Agent = z.infer<typeof agentSchema>

/** 'operator@agent1.example.net:2222', without what ssh_config is to say. */
export function addressOf({ user, host, port }: Pick<Agent, 'user' | 'host' | 'port'>): string {
  return `${user === undefined ? '' : `${user}@`}${host}${port === undefined ? '' : `:${port}`}`
}

/** A server's host key as offered, to be compared with what the machine's owner says it is. */
export const hostKeySchema = z.object({
  agent: z.string(),
  type: z.string(),
  /** 'SHA256:…' as ssh-keygen prints it. */
  fingerprint: z.string(),
  /** unknown: never seen; trusted: in a known_hosts file; changed: another one is recorded. */
  verdict: z.enum(['unknown', 'trusted', 'changed', 'revoked']),
  /** Fingerprint of the authority that signed the host's certificate, where that is what is revoked. */
  revokedAuthority: z.string().optional(),
  /** Fingerprints on record for this host and key type. */
  recorded: z.array(z.string()),
  /** Every line that speaks of this host, as 'FILE:LINE'. */
  places: z.array(
    z.object({
      where: z.string(),
      type: z.string(),
      fingerprint: z.string(),
      /** `authority`: a certificate authority that may sign for this host. */
      kind: z.enum(['recorded', 'revoked', 'authority']),
    }),
  ),
})
export type HostKey = z.infer<typeof hostKeySchema>

/** What one of several agents offers, or why that is not known. */
export const offeredKeySchema = z.object({
  agent: z.string(),
  key: hostKeySchema.optional(),
  failure: failureSchema.optional(),
})
export type OfferedKey = z.infer<typeof offeredKeySchema>
