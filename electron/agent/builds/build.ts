import { z } from 'zod'
import { Failure } from '../../contract/failure.ts'
import type { BuildFacts } from '../../contract/observation.ts'
import { sha256 } from '../ask/digest.ts'
import { compareVersions } from '../mesos/mesos-version.ts'
import { ElfError, type ElfFacts, readElf } from './elf.ts'

const NOTE_OWNER = 'Quotadeck'
const versionSchema = z.string().regex(/^\d{1,5}\.\d{1,5}\.\d{1,5}$/)

/** The note that a hook carries: lines of key=value. Keys that are not known are ignored. */
const noteSchema = z.object({
  schema: z.literal('1'),
  version: z.string().min(1).max(64),
  mesos_version: versionSchema,
  modules: z.string().min(1).max(1024),
  built_with: z.enum(['mesos', 'standin']),
})

/**
 * Reads what a build of the hook says of itself, without loading it. Throws `build-not-elf` for a
 * file that is no ELF file, `build-invalid` for one that is damaged or no hook of ours.
 */
export function readBuild(file: Buffer): BuildFacts {
  const elf = parseElf(file)
  if (!elf.isSharedLibrary) throw invalid('it is no shared library')
  const note = readNote(elf)
  const modules = note.modules.split(',')
  const missing = modules.filter((name) => !elf.exports.includes(name))
  if (missing.length > 0) throw invalid(`it does not export ${missing.join(' or ')}`)
  return {
    sha256: sha256(file),
    sizeBytes: file.length,
    version: note.version,
    mesosVersion: note.mesos_version,
    modules,
    machine: elf.machine,
    needed: [...elf.needed],
    wants: highestWanted(elf.versionsWanted.map(({ version }) => version)),
    builtWith: note.built_with,
  }
}

function parseElf(file: Buffer): ElfFacts {
  try {
    return readElf(file)
  } catch (error) {
    if (!(error instanceof ElfError)) throw error
    if (!error.notElf) throw invalid(error.message, error)
    throw new Failure(
      {
        code: 'build-not-elf',
        message: `The file is no hook build: ${error.message}.`,
        advice: 'Choose the .so file that the build of native-hook made.',
      },
      { cause: error },
    )
  }
}

function readNote(elf: ElfFacts): z.infer<typeof noteSchema> {
  const note = elf.notes.find(({ owner }) => owner === NOTE_OWNER)
  if (!note) throw invalid('it carries no note of Quotadeck, so it is no hook of ours')
  const lines = note.content.toString().split('\n').filter(Boolean)
  const pairs = lines.map((line) => [
    line.slice(0, line.indexOf('=')),
    line.slice(line.indexOf('=') + 1),
  ])
  const parsed = noteSchema.safeParse(Object.fromEntries(pairs))
  if (parsed.success) return parsed.data
  throw invalid(`its note is malformed: ${z.prettifyError(parsed.error)}`)
}

function invalid(reason: string, cause?: unknown): Failure {
  return new Failure(
    {
      code: 'build-invalid',
      message: `The file is no usable hook build: ${reason}.`,
      advice: 'Build it again from native-hook, or copy it again if it was cut off.',
    },
    { cause },
  )
}

/** { GLIBC: '2.34' } from 'GLIBC_2.4', 'GLIBC_2.34', 'GCC_3.0' … */
function highestWanted(versions: readonly string[]): Record<string, string> {
  const highest: Record<string, string> = {}
  for (const each of versions) {
    const match = /^([A-Z]+)_(\d[\d.]*)$/.exec(each)
    if (!match) continue
    const [, family = '', version = ''] = match
    const known = highest[family]
    if (!known || compareVersions(version, known) > 0) highest[family] = version
  }
  return highest
}
