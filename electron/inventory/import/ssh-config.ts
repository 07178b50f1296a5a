import { globSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import SSHConfig from 'ssh-config'
import { type AgentSettings, agentSettingsSchema } from '../../contract/agent.ts'
import { type Candidate, type Reading, type ReadingProblem, SourceError } from './reading.ts'

const MAX_DEPTH = 16

/** In the block of a Host, before the carrier of its agents: ssh itself refuses words it does not know. */
export const CARRIER_REMARK = '# Quotadeck carrier: '

/**
 * The hosts that an ssh_config file names one by one; patterns such as `*.dc1` are no hosts.
 * `Include` is followed. Each agent keeps its alias as address and follows the file on connecting,
 * so Match blocks and tokens mean what they mean to ssh. Throws SourceError for an unreadable file.
 */
export function readSshConfig(given: string): Reading {
  const path = resolve(homePath(given))
  const reader = new Reader(path)
  reader.read(path, 0)
  return { candidates: [...reader.candidates.values()], problems: reader.problems }
}

class Reader {
  readonly candidates = new Map<string, Candidate>()
  readonly problems: ReadingProblem[] = []
  readonly #settings: AgentSettings
  readonly #folder: string

  constructor(path: string) {
    const own = path === join(homedir(), '.ssh', 'config') || path === '/etc/ssh/ssh_config'
    this.#settings = { useSshConfig: true, ...(!own && { sshConfigFile: path }) }
    // As ssh_config(5) has it, wherever the file itself is.
    this.#folder = path.startsWith('/etc/ssh/') ? '/etc/ssh' : join(homedir(), '.ssh')
  }

  read(path: string, depth: number): void {
    for (const line of linesOf(path)) this.#take(line, depth)
  }

  #take(line: SSHConfig[number], depth: number): void {
    if (line.type !== SSHConfig.DIRECTIVE) return
    const keyword = line.param.toLowerCase()
    if (keyword === 'host') {
      const settings = { ...this.#settings, ...this.#carrierIn(line) }
      for (const alias of valuesOf(line)) this.#add(alias, settings)
    }
    if (keyword === 'include') for (const pattern of valuesOf(line)) this.#include(pattern, depth)
    if ('config' in line) for (const inner of line.config) this.#take(inner, depth)
  }

  #carrierIn(line: SSHConfig[number]): AgentSettings {
    const remarks =
      'config' in line ? line.config.filter(({ type }) => type === SSHConfig.COMMENT) : []
    const texts = remarks.map((remark) => ('content' in remark ? remark.content.trim() : ''))
    const given = texts
      .find((text) => text.startsWith(CARRIER_REMARK))
      ?.slice(CARRIER_REMARK.length)
    if (given === undefined) return {}
    const { success, data } = agentSettingsSchema.shape.carrier.safeParse(given)
    if (!success)
      this.problems.push({ message: `the carrier '${given.slice(0, 40)}' is not known` })
    return data ? { carrier: data } : {}
  }

  #add(alias: string, settings: AgentSettings): void {
    if (/[*?!]/.test(alias)) return
    this.candidates.set(alias, {
      name: alias,
      settings,
      groups: [],
      labels: {},
    })
  }

  #include(pattern: string, depth: number): void {
    if (depth >= MAX_DEPTH) {
      this.problems.push({ message: `Include ${pattern} is nested too deep` })
      return
    }
    const home = homePath(pattern)
    const absolute = isAbsolute(home) ? home : join(this.#folder, home)
    for (const path of globSync(absolute).sort()) {
      try {
        this.read(path, depth + 1)
      } catch (error) {
        if (!(error instanceof SourceError)) throw error
        this.problems.push({ message: error.message })
      }
    }
  }
}

function homePath(path: string): string {
  return path.replace(/^~(?=\/)/, homedir())
}

function linesOf(path: string): SSHConfig {
  const text = textOf(path)
  try {
    return SSHConfig.parse(text)
  } catch (error) {
    // The parser does not say where.
    const odd = text.split('\n').findIndex((line) => line.split('"').length % 2 === 0)
    const why =
      odd < 0 ? (error as Error).message : `line ${odd + 1}: a quotation mark is not closed`
    throw new SourceError(`${path} cannot be read: ${why}.`)
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const why = code === 'ENOENT' ? 'there is no such file' : message
    throw new SourceError(
      `${path} cannot be read: ${why}.`,
      'Give the path of an ssh_config file that the user of Quotadeck may read.',
    )
  }
}

function valuesOf({ value }: { value: string | { val: string }[] }): string[] {
  return typeof value === 'string' ? value.split(/\s+/) : value.map(({ val }) => val)
}
