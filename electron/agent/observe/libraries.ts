import type { Link } from '../../link/link.ts'
import { DETAIL_SCRIPT, LIBRARY_FOLDER } from '../ask/scripts.ts'
import { librariesIn } from '../manifest/manifest.ts'
import { libraryPath } from '../manifest/manifest-rules.ts'
import type { LibraryFacts } from '../manifest/predict.ts'
import { framed } from './survey.ts'

/**
 * Which libraries of these manifests are there. Those that the process has mapped need no look; for
 * the others the agent is asked once more.
 */
export async function examineLibraries(
  link: Link,
  texts: readonly string[],
  mapped: readonly string[],
) {
  const paths = [...new Set(librariesIn(texts).flatMap((each) => libraryPath(each) ?? []))]
  const unknown = paths.filter((path) => path.startsWith('/') && !mapped.includes(path))
  const looked = await lookUpLibraries(link, unknown)
  const facts = new Map<string, LibraryFacts>()
  const realPaths = new Map<string, string>()
  for (const path of paths) {
    const look = looked.get(path)
    facts.set(path, look?.facts ?? { state: 'unexamined' })
    const real = path.includes('/')
      ? (look?.realPath ?? path)
      : mapped.find((each) => each.endsWith(`/${path}`))
    if (real) realPaths.set(path, real)
  }
  return { looked: facts, realPaths }
}

/** What stands at these absolute paths on the agent. */
export async function lookUpLibraries(
  link: Link,
  paths: readonly string[],
): Promise<Map<string, { facts: LibraryFacts; realPath: string }>> {
  if (paths.length === 0) return new Map()
  const frames = await framed(
    link,
    DETAIL_SCRIPT,
    paths.flatMap((path) => ['library', path]),
  )
  const found = frames.filter(({ kind }) => kind === 'library')
  return new Map(
    found.map(({ subject, content }) => {
      const text = content.toString().trimEnd()
      const state = text === 'folder' || text === 'missing' ? text : 'unexamined'
      return [subject, { facts: { state }, realPath: text }]
    }),
  )
}

/** Where Quotadeck puts a build on an agent: the name carries the content's hash. */
export function libraryPathFor(buildSha256: string): string {
  return `${LIBRARY_FOLDER}/libquotadeck-hook-${buildSha256.slice(0, 12)}.so`
}
