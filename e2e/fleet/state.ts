// Where fleets keep what they have: one folder of the user's own under the temporary folder, in it
// one folder for each fleet, named after its slot. Agents' files are not there: fleet.ts says how
// to look at them.

import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { sessionSchema } from '../lab/processes.ts'
import { FAULTS, type FaultName } from './faults.ts'
import { SLOTS } from './plan.ts'

const faultNames = Object.keys(FAULTS) as [FaultName, ...FaultName[]]

/** One agent as `list --json` shows it: all that a client needs to reach it. */
export const fleetAgentSchema = z.object({
  name: z.string(),
  host: z.string(),
  port: z.int(),
  user: z.string(),
  identityFile: z.string(),
  knownHostsFile: z.string(),
  fault: z.enum(faultNames).nullable(),
})
export type FleetAgent = z.infer<typeof fleetAgentSchema>

const stateSchema = z.object({
  fleet: z.string(),
  /** Set at the end of `up`, when every server was seen to answer. */
  ready: z.boolean(),
  /** The process that all others of the fleet descend from. */
  init: sessionSchema.nullable(),
  /** Of the users `operator` and `root`; the fleet's own, made anew for each. */
  password: z.string(),
  agents: z.array(fleetAgentSchema),
})
export type FleetState = z.infer<typeof stateSchema>

function baseDir(): string {
  return join(tmpdir(), `quotadeck-fleet-${process.getuid?.() ?? 0}`)
}

/** Folders of all fleets of this user, half-built ones included. */
export function fleetDirs(): string[] {
  if (!existsSync(baseDir())) return []
  return readdirSync(baseDir()).map((name) => join(baseDir(), name))
}

/** The folder of the fleet of this name; undefined: there is none. */
export function dirOf(name: string): string | undefined {
  return fleetDirs().find((dir) => readState(dir)?.fleet === name)
}

/** Takes a slot by making its folder. Throws when there is a fleet of that name. */
export function takeSlot(name: string): { slot: number; dir: string } {
  if (dirOf(name))
    throw new Error(
      `there is a fleet '${name}' already: end it with 'npm run fleet -- down --name ${name}'`,
    )
  makeBaseDir()
  for (let slot = 0; slot < SLOTS; slot++) {
    const dir = join(baseDir(), String(slot))
    try {
      mkdirSync(dir, { mode: 0o700 })
      return { slot, dir }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
  throw new Error(`all ${SLOTS} fleet slots are taken: end those you do not need (down --all)`)
}

/** Makes the folder of all fleets; refuses one that another user put there or can write to. */
function makeBaseDir(): void {
  mkdirSync(baseDir(), { mode: 0o700, recursive: true })
  const stat = lstatSync(baseDir())
  if (!stat.isDirectory() || stat.uid !== process.getuid?.() || (stat.mode & 0o077) !== 0)
    throw new Error(`${baseDir()} is not a private folder of yours: remove it and try again`)
}

/** Removes a fleet's folder, and the common one with the last. */
export function removeDir(dir: string): void {
  rmSync(dir, { recursive: true, force: true })
  try {
    rmdirSync(baseDir())
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ENOTEMPTY' && code !== 'ENOENT') throw error
  }
}

export function writeState(dir: string, state: FleetState): void {
  const file = join(dir, 'fleet.json')
  writeFileSync(`${file}.new`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

/** Reads a fleet's state; undefined when it has not got that far. */
export function readState(dir: string): FleetState | undefined {
  const file = join(dir, 'fleet.json')
  if (!existsSync(file)) return undefined
  return stateSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
}
