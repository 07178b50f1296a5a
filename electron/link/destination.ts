import { execFile } from 'node:child_process'
import { access } from 'node:fs/promises'
import { homedir } from 'node:os'
import type { Agent } from '../contract/agent.ts'
import { Failure } from '../contract/failure.ts'

/** An agent as it is connected to: an address, and nothing left for ssh_config to say. */
export type Destination = Agent &
  LoginWishes & {
    readonly port: number
    readonly user: string
    /** `user@host:port` where it is a host on the way to an agent. */
    readonly hop?: string
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
 * for a configuration that cannot be followed.
 */
export async function routeTo(agent: Agent): Promise<Route> {
  const target = await destinationOf(agent)
  const hops: Destination[] = []
  for (const jump of target.jumps ?? []) hops.push(await hopOf(agent, target, jump))
  return { target, hops }
}

async function destinationOf(agent: Agent): Promise<Destination> {
  const { port = 22, user } = agent
  if (!agent.useSshConfig && user !== undefined) {
    return { ...agent, port, user, ...recordedLogin(agent) }
  }
  const config = await sshConfigOf(agent)
  if (agent.jumps === undefined && config.proxyCommand) throw needsProxyCommand(agent)
  return {
    ...agent,
    host: config.hostName,
    port: agent.port ?? config.port,
    user: user ?? config.user,
    ...(agent.identityFile === undefined ? config.login : recordedLogin(agent)),
    knownHostsFile: agent.knownHostsFile ?? config.knownHostsFile,
    jumps: agent.jumps ?? config.jumps,
  }
}

/** A recorded identity file is the only key that is offered. */
function recordedLogin({ identityFile }: Agent): LoginWishes {
  if (identityFile === undefined) return { identityFiles: [], identitiesOnly: false }
  return { identityFiles: [identityFile], identitiesOnly: true }
}

/** A host on the way: logged in to like the agent, as far as nothing else is said. */
async function hopOf(agent: Agent, target: Destination, jump: string): Promise<Destination> {
  const match = /^(?:([^@]+)@)?(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(jump)
  const [, user, host = jump, port] = match ?? []
  const { name, useSshConfig, sshConfigFile, privilege, statusFile, labels } = agent
  const login = useSshConfig ? {} : { user: target.user, identityFile: target.identityFile }
  const destination = await destinationOf({
    ...{ name, useSshConfig, sshConfigFile, privilege, statusFile, labels, groups: [], ...login },
    knownHostsFile: agent.knownHostsFile,
    host: host.replace(/^\[(.*)\]$/, '$1'),
    ...(user !== undefined && { user }),
    ...(port !== undefined && { port: Number(port) }),
    // Hops of a hop would have to be joined to those that are named already.
    jumps: [],
  })
  return { ...destination, hop: `${destination.user}@${destination.host}:${destination.port}` }
}

interface SshConfig {
  readonly hostName: string
  readonly port: number
  readonly user: string
  readonly login: LoginWishes
  readonly knownHostsFile: string | undefined
  readonly jumps: string[] | undefined
  readonly proxyCommand: boolean
}

async function sshConfigOf(agent: Agent): Promise<SshConfig> {
  const login = agent.user === undefined ? [] : ['-l', agent.user]
  const port = agent.port === undefined ? [] : ['-p', String(agent.port)]
  const file = agent.sshConfigFile === undefined ? [] : ['-F', agent.sshConfigFile]
  const lines = await sshG(agent, [...file, ...login, ...port, '--', agent.host])
  const all = (key: string): string[] =>
    lines.filter((line) => line.startsWith(`${key} `)).map((line) => line.slice(key.length + 1))
  const [jump] = all('proxyjump')
  const [command] = all('proxycommand')
  const [knownHosts] = (all('userknownhostsfile')[0] ?? '').split(' ').map(homePath)
  return {
    hostName: all('hostname')[0] ?? agent.host,
    port: Number(all('port')[0] ?? 22),
    user: all('user')[0] ?? '',
    login: await configuredLogin(all),
    knownHostsFile: knownHosts || undefined,
    jumps: jump && jump !== 'none' ? jump.split(',') : undefined,
    proxyCommand: command !== undefined && command !== 'none' && jump === undefined,
  }
}

/** `ssh -G` prints the configuration that would be used, a keyword and its value a line. */
function sshG(agent: Agent, args: readonly string[]): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const options = {
      timeout: 10_000,
      maxBuffer: 1024 * 1024,
      env: { ...process.env, LC_ALL: 'C' },
    }
    execFile('ssh', ['-G', ...args], options, (error, stdout, stderr) => {
      if (error) reject(noSshConfig(agent, stderr || error.message))
      else resolve(stdout.split('\n'))
    })
  })
}

function homePath(path: string): string {
  return path.replace(/^~(?=\/)/, homedir())
}

async function configuredLogin(all: (key: string) => string[]): Promise<LoginWishes> {
  const [identityAgent] = all('identityagent').map(homePath)
  const [preferred] = all('preferredauthentications')
  return {
    identityFiles: await those(all('identityfile').map(homePath)),
    identitiesOnly: all('identitiesonly')[0] === 'yes',
    ...(identityAgent &&
      identityAgent !== 'SSH_AUTH_SOCK' && { identityAgent: socketOf(identityAgent) }),
    ...(preferred && { preferred: preferred.split(',') }),
  }
}

/** As ssh_config writes it: a path, `none`, or the name of a variable after a dollar sign. */
function socketOf(identityAgent: string): string {
  if (identityAgent === 'none') return ''
  return identityAgent.startsWith('$') ? (process.env[identityAgent.slice(1)] ?? '') : identityAgent
}

/** The files that are there: ssh names the usual ones also where there are none. */
async function those(paths: readonly string[]): Promise<string[]> {
  const there = await Promise.all(
    paths.map((path) =>
      access(path).then(
        () => true,
        () => false,
      ),
    ),
  )
  return paths.filter((_, index) => there[index])
}

function noSshConfig(agent: Agent, evidence: string): Failure {
  return new Failure({
    code: 'input-invalid',
    agent: agent.name,
    message: `ssh cannot read its configuration for ${agent.host}.`,
    advice: `Try \`ssh -G ${agent.host}\`, or record address and login without ssh_config.`,
    evidence: evidence.slice(0, 2000),
  })
}

function needsProxyCommand(agent: Agent): Failure {
  return new Failure({
    code: 'input-invalid',
    agent: agent.name,
    message: `ssh_config gives ${agent.host} a ProxyCommand, which Quotadeck does not run.`,
    advice: 'Use ProxyJump instead, or record jump hosts for this agent.',
  })
}
