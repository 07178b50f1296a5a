import { expect, it } from 'vitest'
import { type StepName, stepsOf, withSteps } from './manifest-steps.ts'

const text = '{"libraries": [{"file": "/a.so", "x": 1, "modules": [{"name": "a"}, {"name": "b"}]}]}'

function edited(what: StepName, ...values: string[]): string {
  return withSteps(text, stepsOf(what, values))
}

it('adds, changes, moves and removes what stands at a place', () => {
  expect(JSON.parse(edited('add-library', '/b.so', 'c', 'd')).libraries[1]).toEqual({
    file: '/b.so',
    modules: [{ name: 'c' }, { name: 'd' }],
  })
  expect(JSON.parse(edited('add-module', 'libraries[0]', 'c')).libraries[0].modules).toHaveLength(3)
  expect(edited('set', 'libraries[0].file', '/c.so')).toBe(text.replace('/a.so', '/c.so'))
  expect(edited('move', 'libraries[0].modules[1]', '1')).toContain('[{"name": "b"}, {"name": "a"}]')
  expect(edited('remove', 'libraries[0].modules[0]')).toBe(text.replace('{"name": "a"}, ', ''))
})

it('refuses a place where nothing stands, and a text that is no plain JSON', () => {
  expect(() => edited('remove', 'libraries[1]')).toThrow("no place 'libraries[1]'")
  expect(() => edited('set', 'nonsense', 'x')).toThrow("no place 'nonsense'")
  expect(() => edited('move', 'libraries[0]', '0')).toThrow("'0' is no place")
  expect(() => withSteps('{"libraries":[],}', [{ step: 'add-library', file: 'x' }])).toThrow(
    'no plain JSON',
  )
})
