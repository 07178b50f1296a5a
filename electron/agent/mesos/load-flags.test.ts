import { describe, expect, it } from 'vitest'
import { argumentFlag, loadFlags, variableFlag } from './load-flags.ts'

/** As an agent started with these words and variables loads them. */
function load(words: readonly string[], variables: readonly string[] = []) {
  const place = { kind: 'process' } as const
  return loadFlags({
    arguments: words.flatMap((word) => {
      const flag = argumentFlag(word)
      return flag ? [{ ...flag, origin: 'command line', as: word, place }] : []
    }),
    environment: variables.flatMap((text, line) => {
      const [name = '', value] = text.split('=')
      const given = variableFlag(name)
      return given ? [{ given, value, origin: 'file', line, as: name, place }] : []
    }),
  })
}
const errors = (...of: Parameters<typeof load>) => load(...of).problems.map(({ error }) => error)

describe('what ends the agent, in the words of Mesos', () => {
  it('a flag given twice, or once with no- and once without', () => {
    expect(errors(['--hooks=a', '--hooks=b'])).toEqual([
      "Flag 'hooks' is already loaded via name 'hooks'",
    ])
    expect(errors(['--no-strict'], ['MESOS_STRICT=true'])).toEqual([
      "Flag 'strict' is already loaded via name 'strict'",
    ])
    expect(errors(['--agent_subsystems=a', '--slave_subsystems=b'])).toEqual([
      "Flag 'slave_subsystems' is already loaded via name 'agent_subsystems'",
    ])
  })

  it('an unknown flag of the command line, but no unknown variable', () => {
    expect(errors(['--modules.bak=x', '--no-such'])).toEqual([
      "Failed to load unknown flag 'modules.bak'",
      "Failed to load unknown flag 'such' via 'no-such'",
    ])
    const { problems, ignored } = load([], ['MESOS_HOOK=a'])
    expect(problems).toEqual([])
    expect(ignored.map(({ as }) => as)).toEqual(['MESOS_HOOK'])
  })

  it('values that a flag does not take', () => {
    expect(errors(['--hooks'])).toEqual(["Failed to load non-boolean flag 'hooks': Missing value"])
    expect(errors(['--no-hooks'])).toEqual([
      "Failed to load non-boolean flag 'hooks' via 'no-hooks'",
    ])
    expect(errors(['--no-strict=x'])).toEqual([
      "Failed to load boolean flag 'strict' via 'no-strict' with value 'x'",
    ])
    expect(errors(['--strict=yes'])).toEqual([
      "Failed to load flag 'strict': Failed to load value 'yes': Expecting a boolean (e.g., true or false)",
    ])
  })

  it('modules from a file and a directory, wherever they are set', () => {
    expect(errors(['--modules=/m'], ['MESOS_MODULES_DIR=/d'])).toEqual([
      'Only one of --modules or --modules_dir should be specified',
    ])
  })
})

describe('what counts', () => {
  it('is the command line before the environment, the later variable before the earlier', () => {
    const hooks = load(['--HOOKS=c '], ['MESOS_HOOKS=a', 'MESOS_HOOKS=b']).flags.get('hooks')
    expect(hooks?.value).toBe('c')
    expect(hooks?.overrides.map(({ value }) => value)).toEqual(['b', 'a'])
  })

  it('of booleans is true or false', () => {
    const value = (word: string) => load([word]).flags.get('strict')?.value
    expect(['--strict', '--strict=', '--strict=1', '--no-strict', '--strict=0'].map(value)).toEqual(
      ['true', 'true', 'true', 'false', 'false'],
    )
  })
})
