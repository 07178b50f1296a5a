import { Failure } from '../../contract/failure.ts'
import { readBuild } from '../builds/build.ts'
import { ElfError, type ElfFacts, readElf } from '../builds/elf.ts'
import { headerRefusal, segmentRefusal } from '../builds/loader.ts'
import type { LibraryFacts } from './predict.ts'

/**
 * What an agent's loader would make of a library's bytes. One that carries no note of ours is known
 * by its symbols alone.
 */
export function libraryFacts(file: Buffer): LibraryFacts {
  const refusal = headerRefusal(file) ?? segmentRefusal(file)
  if (refusal) return refusal
  const elf = programFacts(file)
  if (!elf) return { state: 'unexamined' }
  try {
    const { modules, mesosVersion } = readBuild(file)
    return { state: 'known', modules, mesosVersion, elf }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { state: 'foreign', elf }
  }
}

/** Undefined for one whose section headers are gone: the loader does without them. */
export function programFacts(file: Buffer): ElfFacts | undefined {
  try {
    return readElf(file)
  } catch (error) {
    if (error instanceof ElfError) return undefined
    throw error
  }
}
