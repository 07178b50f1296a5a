import { z } from 'zod'

/** Names appear in tables and commands: letters, digits, dot, dash, underscore; 64 at most. */
export const agentNameSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    'use letters, digits, dot, dash, underscore (1 to 64)',
  )

/** How commands gain root on the agent. */
export const privilegeSchema = z.enum(['none', 'sudo'])

/** An agent as the operator recorded it: where it is and how to log in. Holds no secret. */
export const agentSchema = z.object({
  name: agentNameSchema,
  host: z.string().min(1).max(253),
  port: z.int().min(1).max(65535).default(22),
  user: z.string().min(1).max(64),
  /** `none`: the login is root. `sudo`: with a password if sudo asks for one. */
  privilege: privilegeSchema.default('none'),
  /** Path of a private key on the console's machine; absent: the ssh-agent. */
  identityFile: z.string().optional(),
  /** known_hosts file to verify against, beside Quotadeck's own; absent: ~/.ssh/known_hosts. */
  knownHostsFile: z.string().optional(),
  /** Path of the hook's status file on the agent. */
  statusFile: z.string().startsWith('/').default('/var/lib/quotadeck/status.pb'),
})
export type Agent = z.infer<typeof agentSchema>

/** A server's host key as offered, to be compared with what the machine's owner says it is. */
export const hostKeySchema = z.object({
  agent: z.string(),
  type: z.string(),
  /** 'SHA256:…' as ssh-keygen prints it. */
  fingerprint: z.string(),
  /** unknown: never seen; trusted: in a known_hosts file; changed: another one is recorded. */
  verdict: z.enum(['unknown', 'trusted', 'changed', 'revoked']),
  /** Fingerprints on record for this host and key type. */
  recorded: z.array(z.string()),
})
export type HostKey = z.infer<typeof hostKeySchema>
