// Where labs keep what they have: one folder of the user's own under the temporary folder, one
// folder in it for each lab.

import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { checkLabName, kindNames, SLOTS } from './plan.ts'
import { sessionSchema } from './processes.ts'

/** One agent as `list --json` shows it: all that a client needs to reach it. */
export const labAgentSchema = z.object({
  name: z.string(),
  kind: z.enum(kindNames),
  host: z.string(),
  port: z.int(),
  user: z.string(),
  identityFile: z.string(),
  knownHostsFile: z.string(),
  /** The lab's throwaway password; null where the login is root. */
  sudoPassword: z.string().nullable(),
  /** What the running agent answered on /version; null until the lab is up. */
  mesosVersion: z.string().nullable(),
  workDir: z.string(),
  unit: z.string(),
})
export type LabAgent = z.infer<typeof labAgentSchema>

const labStateSchema = z.object({
  lab: z.string(),
  /** Set at the end of `up`, when every agent was seen to answer. */
  ready: z.boolean(),
  forwarder: sessionSchema.nullable(),
  machines: z.record(z.string(), sessionSchema),
  agents: z.array(labAgentSchema),
})
export type LabState = z.infer<typeof labStateSchema>

/** The folder of all labs of this user. */
export function baseDir(): string {
  return join(tmpdir(), `quotadeck-lab-${process.getuid?.() ?? 0}`)
}

export function labDir(name: string): string {
  return join(baseDir(), checkLabName(name))
}

/** Makes the folder of all labs; refuses one that another user put there or can write to. */
function makeBaseDir(): void {
  if (!/^[\w/.-]+$/.test(baseDir()))
    throw new Error(`the lab cannot work under ${tmpdir()}: set TMPDIR to a path of plain letters`)
  mkdirSync(baseDir(), { mode: 0o700, recursive: true })
  const stat = lstatSync(baseDir())
  if (!stat.isDirectory() || stat.uid !== process.getuid?.() || (stat.mode & 0o077) !== 0)
    throw new Error(`${baseDir()} is not a private folder of yours: remove it and try again`)
}

/** Makes the folder of a new lab. Throws when there is one of that name. */
export function makeLabDir(name: string): string {
  makeBaseDir()
  const dir = labDir(name)
  try {
    mkdirSync(dir, { mode: 0o700 })
  } catch (error) {
    // The last lab of before has just taken the common folder away with it.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return makeLabDir(name)
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    throw new Error(
      `there is a lab '${name}' already: end it with 'npm run lab -- down --name ${name}'`,
    )
  }
  return dir
}

/** A slot is taken by a link that carries the lab's name, made in one step. */
function slotLink(slot: number): string {
  return join(baseDir(), `.slot-${slot}`)
}

/** The lab that has the slot; undefined when the slot is free. */
function slotOwner(slot: number): string | undefined {
  try {
    return readlinkSync(slotLink(slot))
  } catch {
    return undefined
  }
}

/** Takes the first free slot for the lab. A slot whose lab is gone is free. */
export function takeSlot(name: string): number {
  for (let slot = 0; slot < SLOTS; slot++) {
    const owner = slotOwner(slot)
    if (owner !== undefined && !existsSync(labDir(owner))) rmSync(slotLink(slot), { force: true })
    try {
      symlinkSync(name, slotLink(slot))
      return slot
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
  throw new Error(`all ${SLOTS} lab slots are taken: end a lab that you do not need`)
}

/** Removes every file of the lab, and the common folder with the last lab. */
export function removeLabDir(name: string): void {
  rmSync(labDir(name), { recursive: true, force: true })
  for (let slot = 0; slot < SLOTS; slot++) if (slotOwner(slot) === name) rmSync(slotLink(slot))
  try {
    rmdirSync(baseDir())
  } catch (error) {
    // Another lab still has its folder here, or has just been the last to go.
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ENOTEMPTY' && code !== 'ENOENT') throw error
  }
}

export function writeState(state: LabState): void {
  const file = join(labDir(state.lab), 'lab.json')
  writeFileSync(`${file}.new`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

/** Reads a lab's state; undefined when there is no such lab or it has not got that far. */
export function readState(name: string): LabState | undefined {
  const file = join(labDir(name), 'lab.json')
  if (!existsSync(file)) return undefined
  return labStateSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
}

/** The names of all labs of this user, half-built ones included. */
export function labNames(): string[] {
  if (!existsSync(baseDir())) return []
  return readdirSync(baseDir()).filter((entry) => !entry.startsWith('.'))
}
