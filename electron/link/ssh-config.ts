import { execFile } from 'node:child_process'
import { homedir } from 'node:os'
import type { Agent } from '../contract/agent.ts'
import { Failure } from '../contract/failure.ts'
import type { LoginWishes } from './destination.ts'
import { present } from './present.ts'

/** What the operator's ssh_config says of a host, as far as it is followed. */
export interface SshConfig {
  readonly hostName: string
  readonly port: number
  readonly user: string
  readonly hostKeyAlias: string | undefined
  readonly login: LoginWishes
  /** Those that are there. */
  readonly certificateFiles: readonly string[]
  readonly knownHostsFiles: readonly string[]
  readonly jumps: string[] | undefined
  readonly proxyCommand: boolean
  readonly gssapi: boolean
  readonly revokedKeysFile: string | undefined
}

/** What ssh would do for an agent, asked of ssh itself. */
export async function sshConfigOf(agent: Agent): Promise<SshConfig> {
  const login = agent.user === undefined ? [] : ['-l', agent.user]
  const port = agent.port === undefined ? [] : ['-p', String(agent.port)]
  const file = agent.sshConfigFile === undefined ? [] : ['-F', agent.sshConfigFile]
  const lines = await sshG(agent, [...file, ...login, ...port, '--', agent.host])
  const all = (key: string): string[] =>
    lines.filter((line) => line.startsWith(`${key} `)).map((line) => line.slice(key.length + 1))
  const set = (key: string): string | undefined => all(key).find((value) => value !== 'none')
  const files = (key: string) => (set(key) ?? '').split(' ').filter(Boolean).map(homePath)
  const jump = set('proxyjump')
  return {
    hostName: set('hostname') ?? agent.host,
    port: Number(set('port') ?? 22),
    user: set('user') ?? '',
    hostKeyAlias: set('hostkeyalias'),
    login: await configuredLogin(all),
    certificateFiles: await present(all('certificatefile').map(homePath)),
    knownHostsFiles: [...files('userknownhostsfile'), ...files('globalknownhostsfile')],
    jumps: jump?.split(','),
    proxyCommand: set('proxycommand') !== undefined && jump === undefined,
    gssapi: set('gssapiauthentication') === 'yes',
    revokedKeysFile: set('revokedhostkeys'),
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

async function configuredLogin(all: (key: string) => string[]): Promise<LoginWishes> {
  const [identityAgent] = all('identityagent').map(homePath)
  const [preferred] = all('preferredauthentications')
  return {
    // ssh names the usual files also where there are none.
    identityFiles: await present(all('identityfile').map(homePath)),
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

function homePath(path: string): string {
  return path.replace(/^~(?=\/)/, homedir())
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
