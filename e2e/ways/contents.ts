/** What the writer that is killed puts in place. */
export const LIBRARY = '/var/lib/quotadeck/lib/killed.so'
export const FILE = '/etc/mesos-slave/attributes'
/** Written and removed by turns. */
export const PASSING = '/etc/mesos-slave/passing'
/** Followed as long as the writer lives. */
export const FOLLOWED = '/etc/mesos/modules.json'

/** One of two contents for each, by turns. */
export function contentsOf(turn: number): { library: Buffer; file: Buffer } {
  return {
    library: Buffer.alloc(2_000_000, turn % 2),
    file: Buffer.alloc(100_000, 97 + (turn % 2)),
  }
}

/** Two manifests and the hook lists that go with them; the first hook is another's. */
const EXAMPLE = 'org_example_EnvironmentHook'
export const HOOKS = [[EXAMPLE], [EXAMPLE, 'org_example_Second']]
export const MANIFESTS = HOOKS.map((hooks) => {
  const modules = hooks.map((name) => ({ name }))
  const libraries = [{ file: '/opt/lib/libexample-hook.so', modules }]
  return `${JSON.stringify({ libraries }, null, 2)}\n`
})
