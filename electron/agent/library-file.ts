import { Failure } from '../contract/failure.ts'
import { readBuild } from './build.ts'
import { ElfError, type ElfFacts, readElf } from './elf.ts'
import type { LibraryFacts } from './predict.ts'

/**
 * What an agent's loader would make of a library's bytes. One that carries no note of ours is known
 * by its symbols alone.
 */
export function libraryFacts(file: Buffer): LibraryFacts {
  const reason = loaderRefusal(file)
  if (reason) return { state: 'unloadable', reason }
  const elf = readable(file)
  if (!elf) return { state: 'unexamined' }
  try {
    const { modules, mesosVersion } = readBuild(file)
    return { state: 'known', modules, mesosVersion }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { state: 'foreign', symbols: elf.exports }
  }
}

const HEADER_BYTES = 64
const TYPE = { executable: 2, shared: 3 }

/** The words of glibc's loader for a file that it does not take for a library. */
function loaderRefusal(file: Buffer): string | undefined {
  if (file.length < HEADER_BYTES) return 'file too short'
  if (file.readUInt32BE(0) !== 0x7f454c46) return 'invalid ELF header'
  if (file[4] === 1) return 'wrong ELF class: ELFCLASS32'
  if (file[4] !== 2) return 'invalid ELF header'
  if (file[5] !== 1) return 'ELF file data encoding not little-endian'
  const type = file.readUInt16LE(16)
  if (type === TYPE.executable) return 'cannot dynamically load executable'
  return type === TYPE.shared ? undefined : 'only ET_DYN and ET_EXEC can be loaded'
}

/** Undefined for one whose parts lie beyond its end: the loader may take it all the same. */
function readable(file: Buffer): ElfFacts | undefined {
  try {
    return readElf(file)
  } catch (error) {
    if (error instanceof ElfError) return undefined
    throw error
  }
}
