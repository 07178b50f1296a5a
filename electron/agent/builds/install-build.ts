import { posix } from 'node:path'
import { Failure } from '../../contract/failure.ts'
import type { Link } from '../../link/link.ts'
import { LIBRARY_FOLDER, STAGING_FOLDER } from '../ask/scripts.ts'

/** Where a build lies until its checksum has been found right. */
export function stagingPath(libraryPath: string): string {
  return `${STAGING_FOLDER}/${posix.basename(libraryPath)}`
}

/** Compares a file's sha256, as the agent computes it, with the build's. */
export async function verifyBuild(link: Link, path: string, sha256: string): Promise<void> {
  const { stdout } = await link.run(['sha256sum', '--', path], { privileged: true })
  const found = stdout.toString().slice(0, 64)
  if (found === sha256) return
  throw new Failure({
    code: 'checksum-mismatch',
    message: `${path} on ${link.agent} is not what was sent.`,
    agent: link.agent,
    changed: 'The agent was not changed; the file is not in use.',
    advice: 'Try again; if it repeats, look at the disk of the agent.',
    evidence: `sent sha256 ${sha256}\nfound sha256 ${found}`,
  })
}

const INSTALL_SCRIPT = `
mkdir -p -- "$3" && mv -T -- "$1" "$2" && sync -- "$3"
`

/**
 * Gives the staged build its name among the libraries. A rename: a library that a process has
 * mapped is never written to, and the name carries the content's hash.
 */
export async function installBuild(link: Link, libraryPath: string): Promise<void> {
  const args = [stagingPath(libraryPath), libraryPath, LIBRARY_FOLDER]
  await link.script(INSTALL_SCRIPT, args, { privileged: true })
}

export async function removeStaged(link: Link, libraryPath: string): Promise<void> {
  await link.run(['rm', '-f', '--', stagingPath(libraryPath)], { privileged: true })
}
