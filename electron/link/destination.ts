import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Agent } from '../contract/agent.ts'
import { knownHostName } from './known-hosts.ts'
import { type SshConfig, sshConfigOf } from './ssh-config.ts'

/** An agent as it is connected to: an address, and nothing left for ssh_config to say. */
export type Destination = Agent &
  LoginWishes & {
    readonly port: number
    readonly user: string
    /** `user@host:port` where it is a host on the way to an agent. */
    readonly hop?: string
    /** As it was before ssh_config was asked: the system's ssh asks it itself. */
    readonly recorded: Agent
    /** What it is called in known_hosts (HostKeyAlias); absent: by its address. */
    readonly hostKeyAlias?: string
    /** Files that its host key may be on record in, beside Quotadeck's own. */
    readonly knownHostsFiles: readonly string[]
    readonly certificateFiles: readonly string[]
    /** ssh_config has a command that makes the connection. */
    readonly proxyCommand: boolean
    /** ssh_config lets a Kerberos ticket log in. */
    readonly gssapi: boolean
    /** A file of keys that must not be used, which ssh_config names (RevokedHostKeys). */
    readonly revokedKeysFile?: string
  }

/** What ssh_config, or the agent's record, says of how to log in. */
export interface LoginWishes {
  readonly identityFiles: readonly string[]
  /** No key of the ssh-agent but those of the identity files. */
  readonly identitiesOnly: boolean
  /** Socket of another ssh-agent than the environment's; '': none. */
  readonly identityAgent?: string
  /** The server's methods, the preferred one first; absent: ssh's own order. */
  readonly preferred?: readonly string[]
}

/** Where an agent is and which hosts lie on the way, the first one first. */
export interface Route {
  readonly target: Destination
  readonly hops: readonly Destination[]
}

/**
 * The way to an agent. With `useSshConfig` the system's own ssh reads its configuration, so that
 * Include, Match and tokens mean what they mean there; what is recorded wins. Throws `input-invalid`
 * for a configuration that cannot be read.
 */
export async function routeTo(agent: Agent): Promise<Route> {
  const target = await destinationOf(agent)
  const hops: Destination[] = []
  for (const jump of target.jumps ?? []) hops.push(await hopOf(agent, target, jump))
  return { target, hops }
}

/** What a server is called in known_hosts. */
export function recordNameOf({ hostKeyAlias, host, port }: Destination): string {
  return hostKeyAlias ?? knownHostName(host, port)
}

async function destinationOf(agent: Agent): Promise<Destination> {
  const { port = 22, user } = agent
  if (agent.useSshConfig || user === undefined) return merged(agent, await sshConfigOf(agent))
  return {
    ...agent,
    port,
    user,
    recorded: agent,
    knownHostsFiles: agent.knownHostsFile ? [agent.knownHostsFile] : usualKnownHosts(),
    ...recordedLogin(agent),
    certificateFiles: [],
    proxyCommand: false,
    gssapi: false,
  }
}

function merged(agent: Agent, config: SshConfig): Destination {
  const { identityFile, knownHostsFile } = agent
  const jumps = agent.jumps ?? config.jumps
  return {
    ...agent,
    host: config.hostName,
    port: agent.port ?? config.port,
    user: agent.user ?? config.user,
    ...(identityFile === undefined ? config.login : recordedLogin(agent)),
    jumps,
    recorded: agent,
    hostKeyAlias: config.hostKeyAlias,
    knownHostsFiles: knownHostsFile ? [knownHostsFile] : config.knownHostsFiles,
    certificateFiles: config.certificateFiles,
    proxyCommand: agent.jumps === undefined && config.proxyCommand,
    ...(config.revokedKeysFile !== undefined && { revokedKeysFile: config.revokedKeysFile }),
    // A recorded identity file is all that is offered.
    gssapi: identityFile === undefined && config.gssapi,
  }
}

/** A recorded identity file is the only key that is offered. */
function recordedLogin({ identityFile }: Agent): LoginWishes {
  if (identityFile === undefined) return { identityFiles: [], identitiesOnly: false }
  return { identityFiles: [identityFile], identitiesOnly: true }
}

/** The files that ssh reads when nothing else is said. */
function usualKnownHosts(): string[] {
  const own = join(homedir(), '.ssh', 'known_hosts')
  return [own, `${own}2`, '/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2']
}

/** A host on the way: logged in to like the agent, as far as nothing else is said. */
async function hopOf(agent: Agent, target: Destination, jump: string): Promise<Destination> {
  const match = /^(?:([^@]+)@)?(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(jump)
  const [, user, host = jump, port] = match ?? []
  const { name, useSshConfig, sshConfigFile, privilege, statusFile, labels, carrier } = agent
  const login = useSshConfig ? {} : { user: target.user, identityFile: target.identityFile }
  const destination = await destinationOf({
    ...{ name, useSshConfig, sshConfigFile, privilege, statusFile, labels, carrier },
    ...login,
    groups: [],
    knownHostsFile: agent.knownHostsFile,
    host: host.replace(/^\[(.*)\]$/, '$1'),
    ...(user !== undefined && { user }),
    ...(port !== undefined && { port: Number(port) }),
    // Hops of a hop would have to be joined to those that are named already.
    jumps: [],
  })
  return { ...destination, hop: `${destination.user}@${destination.host}:${destination.port}` }
}
