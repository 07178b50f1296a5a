import { readBuild } from '../agent/builds/build.ts'
import { Failure, toFailure } from '../contract/failure.ts'
import type { BuildFacts } from '../contract/observation.ts'
import type { BuildStore } from '../store/builds.ts'

/** Far above any hook with its debug information. */
const maxBuildBytes = 64 * 1024 * 1024

/** Reads a build's ELF and, if it is one of ours, keeps it. Errors name the file. */
export async function takeBuild(
  builds: BuildStore,
  fileName: string,
  file: Blob,
): Promise<BuildFacts> {
  if (file.size > maxBuildBytes) throw tooLarge(fileName, file.size)
  const content = Buffer.from(await file.arrayBuffer())
  const facts = factsOf(fileName, content)
  await builds.add({ ...facts, fileName }, content)
  return facts
}

function factsOf(fileName: string, content: Buffer): BuildFacts {
  try {
    return readBuild(content)
  } catch (error) {
    const failure = toFailure(error)
    throw failure.with({ message: `${fileName}: ${failure.message}` })
  }
}

function tooLarge(fileName: string, size: number): Failure {
  return new Failure({
    code: 'build-invalid',
    message: `${fileName} has ${size} bytes; a hook build has ${maxBuildBytes} at most.`,
    advice: 'Choose the .so file that the build of native-hook made.',
  })
}
