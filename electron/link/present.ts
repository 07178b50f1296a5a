import { access } from 'node:fs/promises'

/** Those of the paths on this machine that are there, in order. */
export async function present(paths: readonly string[]): Promise<string[]> {
  const there = await Promise.all(
    paths.map((path) =>
      access(path).then(
        () => true,
        () => false,
      ),
    ),
  )
  return paths.filter((_, index) => there[index])
}
