/** A version as Mesos reads it: 'major[.minor[.patch]][-prerelease][+build]'; the build counts for nothing. */
interface Version {
  readonly numbers: readonly number[]
  readonly prerelease: readonly string[]
}

function parse(text: string): Version {
  const [release = '', ...labels] = (text.split('+', 1)[0] ?? '').split('-')
  const numbers = release.split('.').map((part) => Number.parseInt(part, 10) || 0)
  return { numbers, prerelease: labels.length > 0 ? labels.join('-').split('.') : [] }
}

/** Compares versions as Mesos does: negative, 0 or positive. One with a label comes before the one without. */
export function compareVersions(left: string, right: string): number {
  const [a, b] = [parse(left), parse(right)]
  for (let i = 0; i < Math.max(a.numbers.length, b.numbers.length); i++) {
    const difference = (a.numbers[i] ?? 0) - (b.numbers[i] ?? 0)
    if (difference !== 0) return difference
  }
  return comparePrereleases(a.prerelease, b.prerelease)
}

function comparePrereleases(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return b.length - a.length
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const difference = compareIdentifiers(a[i] ?? '', b[i] ?? '')
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

/** Numbers by value and before words; words by their bytes. */
function compareIdentifiers(a: string, b: string): number {
  const [isNumber, otherIsNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)]
  if (isNumber && otherIsNumber) return Number(a) - Number(b)
  if (isNumber !== otherIsNumber) return isNumber ? -1 : 1
  return a === b ? 0 : a < b ? -1 : 1
}

/** The version as Mesos writes it in its errors: always three numbers. */
function written(text: string): string {
  const [numbers, ...labels] = text.split(/(?=[-+])/)
  const parts = (numbers ?? '').split('.').map((part) => `${Number.parseInt(part, 10) || 0}`)
  return [...parts, '0', '0'].slice(0, 3).join('.') + labels.join('')
}

/** Mesos's words for a hook built for another version than the agent's; undefined when equal. */
export function versionMismatch(built: string, agent: string): string | undefined {
  const order = compareVersions(built, agent)
  if (order === 0) return undefined
  return order < 0
    ? `Minimum supported mesos version for 'Hook' is ${written(agent)}, but module is compiled with version ${written(built)}`
    : `Mesos has version ${written(agent)}, but module is compiled with version ${written(built)}`
}
