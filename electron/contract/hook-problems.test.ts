import { describe, expect, it } from 'vitest'
import { hookProblems, orderChanges } from './hook-problems.ts'
import { idleModules, withKinds } from './name-problem.ts'
import type { Observation } from './observation.ts'

const modules = [{ name: 'a' }, { name: 'b' }]

describe('hookProblems', () => {
  it('finds nothing in a list of what is provided', () => {
    expect(hookProblems(['b', 'a'], modules)).toEqual([])
    expect(hookProblems([], modules)).toEqual([])
  })

  it('says Mesos’s words for each mistake and how to undo it', () => {
    const of = (hooks: string[]) =>
      hookProblems(hooks, modules).map(({ index, error, fix }) => [index, error, fix.names])
    expect(of(['a', ' b'])).toEqual([
      [1, "Error installing hooks: No hook module named ' b' available", ['a', 'b']],
    ])
    expect(of(['a', ''])).toEqual([
      [1, "Error installing hooks: No hook module named '' available", ['a']],
    ])
    expect(of(['a', 'b', 'a'])).toEqual([
      [2, "Error installing hooks: Hook module 'a' already loaded", ['a', 'b']],
    ])
    expect(of(['x', 'a', 'a '])).toEqual([
      [0, "Error installing hooks: No hook module named 'x' available", ['a', 'a ']],
      [2, "Error installing hooks: No hook module named 'a ' available", ['x', 'a']],
    ])
  })
})

it('a module that runs as an isolator is no hook', () => {
  const [problem] = hookProblems(['a'], [{ name: 'a', kind: 'isolator' }])
  expect(problem?.error).toBe("Error installing hooks: No hook module named 'a' available")
})

it('idle modules are those that are not named, of no other kind', () => {
  expect(idleModules('hook', [...modules, ...modules], ['b'])).toEqual(['a'])
  expect(idleModules('hook', [...modules, { name: 'c', kind: 'isolator' }], [])).toEqual(['a', 'b'])
})

it('a new order says whose variables stay', () => {
  expect(orderChanges(['a', 'b'], ['a', 'b'])).toEqual([])
  expect(orderChanges(['a', 'b'], ['b', 'x', 'a'])).toEqual([
    'A variable that both set: now a’s value stays, not b’s.',
  ])
})

it('the kind of a module is known where the agent runs it, or a build of ours has it', () => {
  const seen = {
    runningHooks: ['a'],
    runningIsolation: ['b'],
    installedBuilds: [{ path: '/ours.so', sha256: '' }],
  } as unknown as Observation
  const listed = [
    { name: 'a', library: '/x.so' },
    { name: 'b', library: '/x.so' },
    { name: 'c', library: '/ours.so' },
    { name: 'd', library: '/x.so' },
  ]
  expect(withKinds(listed, seen).map(({ kind }) => kind)).toEqual([
    'hook',
    'isolator',
    'hook',
    undefined,
  ])
})
