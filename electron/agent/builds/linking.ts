import type { ElfFacts } from './elf.ts'

/** A library that the loader finds when another one needs it. */
export interface Found {
  /** What the loader calls it: the path at which it found it. */
  readonly path: string
  readonly elf: ElfFacts
}

/** What is known of the process that loads a library. */
export interface Surroundings {
  /** Why the loader refuses a library that is needed by this name, where it does. */
  readonly refusal: (name: string) => string | undefined
  /** A library by the name under which others need it; undefined: not given. */
  readonly find: (name: string) => Found | undefined
  /** The agent's program and libmesos, and what they have loaded; as far as they were given. */
  readonly loaded: readonly Found[]
}

export interface LinkResult {
  /** The loader's words, when it refuses. */
  readonly error?: string
  readonly unverified: readonly string[]
}

/** Found on every agent: glibc, the C++ runtime, libmesos and what it is linked with. */
const RUNTIME =
  /^(ld-linux|lib(c|m|pthread|dl|rt|resolv|util|anl|stdc\+\+|gcc_s|mesos|apr|aprutil|svn_\w+|curl|sasl2|z|ssl|crypto|event\w*|ev|nl|blkid|elf|seccomp|systemd))([-.]|$)/

/** C++ names of Mesos's own namespaces and of those that only libmesos has. */
const OF_LIBMESOS = /^_Z\w*?(5mesos|7process|6google8protobuf|6google10LogMessage)/

/**
 * Whether the loader can load a library with all that it needs: libraries, versions, symbols, in
 * the loader's order.
 */
export function link(path: string, elf: ElfFacts, surroundings: Surroundings): LinkResult {
  const objects: Found[] = [{ path, elf }]
  const notGiven = new Set<string>()
  for (const object of objects) {
    for (const name of object.elf.needed) {
      if (objects.some(({ elf, path }) => answersTo(name, elf, path))) continue
      const refusal = surroundings.refusal(name)
      if (refusal) return { error: refusal, unverified: [] }
      const found = surroundings.find(name)
      if (found) objects.push(found)
      else if (RUNTIME.test(name)) notGiven.add(name)
      else return { error: missing(name), unverified: [] }
    }
  }
  const version = objects.flatMap((each) => missingVersion(each, objects))[0]
  return version ? { error: version, unverified: [] } : linkSymbols(objects, notGiven, surroundings)
}

function missing(name: string): string {
  return `${name}: cannot open shared object file: No such file or directory`
}

/** Whether a library is the one that is needed under a name. */
export function answersTo(name: string, elf: ElfFacts, path: string): boolean {
  return elf.soname === name || path === name || path.endsWith(`/${name}`)
}

function missingVersion({ path, elf }: Found, objects: readonly Found[]): string[] {
  return elf.versionsWanted.flatMap(({ library, version }) => {
    const provider = objects.find((each) => answersTo(library, each.elf, each.path))
    const { versionsDefined = [] } = provider?.elf ?? {}
    if (!provider || versionsDefined.length === 0 || versionsDefined.includes(version)) return []
    return [`${provider.path}: version \`${version}' not found (required by ${path})`]
  })
}

/** What is needed is bound before what needs it. */
function linkSymbols(
  objects: readonly Found[],
  notGiven: ReadonlySet<string>,
  { loaded, find }: Surroundings,
): LinkResult {
  const defined = new Set([...objects, ...loaded].flatMap(({ elf }) => elf.exports))
  const unresolved = [...objects]
    .reverse()
    .flatMap(({ path, elf }) =>
      elf.undefinedSymbols.filter((name) => !defined.has(name)).map((name) => ({ path, name })),
    )
  const hasLibmesos = loaded.some(({ path, elf }) => /\blibmesos\b/.test(elf.soname ?? path))
  const all =
    loaded.length > 0 &&
    notGiven.size === 0 &&
    loaded.every(({ elf }) => elf.needed.every((each) => find(each)))
  const sure = unresolved.find(({ name }) => all || (hasLibmesos && OF_LIBMESOS.test(name)))
  if (sure) return { error: `${sure.path}: undefined symbol: ${sure.name}`, unverified: [] }
  const [first] = objects
  const ofAgent = unresolved.filter(({ name }) => loaded.length > 0 || OF_LIBMESOS.test(name))
  if (ofAgent.length === 0) return { unverified: [] }
  const [count, were, more] =
    ofAgent.length === 1 ? ['1 symbol', 'was', ''] : [`${ofAgent.length} symbols`, 'were', ' …']
  return {
    unverified: [
      `${count} that ${first?.path} takes from the agent ${were} not checked: ${ofAgent[0]?.name}${more}`,
    ],
  }
}
