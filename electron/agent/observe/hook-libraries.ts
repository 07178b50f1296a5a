import { z } from 'zod'
import { HOOK_CALLBACKS, type HookLibrary } from '../../contract/hook-callbacks.ts'
import type { Link } from '../../link/link.ts'
import { linesOf } from '../ask/frames.ts'
import { DETAIL_SCRIPT } from '../ask/scripts.ts'
import { framed } from './survey.ts'

/**
 * What libraries on an agent say of the hooks in them: by the note of a build of ours, else by the
 * names of functions that they hold, symbol tables and debug information alike. Absolute paths; one
 * that is not there says nothing.
 */
export async function readHookLibraries(
  link: Link,
  paths: readonly string[],
): Promise<HookLibrary[]> {
  if (paths.length === 0) return []
  const args = paths.flatMap((path) => ['names', path])
  const frames = await framed(link, DETAIL_SCRIPT, args)
  return paths.map((path) => hookLibrary(path, linesOf(frames, 'names', path)))
}

/** The lines of the note that matter here; a library without them is none of ours. */
const noteSchema = z.object({
  version: z.string(),
  mesos_version: z.string(),
  modules: z.string(),
  callbacks: z.string().optional(),
})

/** From the names that were found in the library: lines of our note and mangled functions. */
export function hookLibrary(path: string, names: readonly string[]): HookLibrary {
  const isSymbol = (name: string) => name.startsWith('_Z')
  const lines = names.filter((name) => !isSymbol(name)).map((line) => line.split('=', 2))
  const note = noteSchema.safeParse(Object.fromEntries(lines)).data
  const build = note && {
    version: note.version,
    mesosVersion: note.mesos_version,
    modules: note.modules.split(','),
  }
  if (note?.callbacks !== undefined)
    return { path, build, callbacks: note.callbacks.split(','), knownFrom: 'note' }
  const callbacks = overridden(names.filter(isSymbol))
  if (callbacks.length === 0) return { path, build }
  return { path, build, callbacks, knownFrom: 'symbols' }
}

/** Functions of Mesos itself, which a library may hold or refer to. */
const MESOS_OWN = /^_ZNK?5mesos(4Hook\d|8internal11HookManager\d)/

function overridden(symbols: readonly string[]): string[] {
  const own = symbols.filter((symbol) => !MESOS_OWN.test(symbol))
  return HOOK_CALLBACKS.map(({ name }) => name).filter((name) =>
    own.some((symbol) => symbol.endsWith(`${name.length}${name}E`)),
  )
}
