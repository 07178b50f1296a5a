import { expect, test } from 'vitest'
import { describeManifest, describeNames } from './describe-change.ts'

const hooksCases: [string, string | undefined, string | undefined, string[]][] = [
  ['nothing', 'a,b', 'a,b', []],
  ['the order', 'a,b', 'b,a', ['hooks: order a, b → b, a']],
  ['one more', 'a,b', 'a,c,b', ['hooks: c added at place 2 of 3']],
  ['one less', 'a,b', 'b', ['hooks: a removed']],
  [
    'all at once',
    'a,b,c',
    'c,b,d',
    ['hooks: a removed', 'hooks: d added at place 3 of 3', 'hooks: order b, c → c, b'],
  ],
  ['the flag', undefined, 'a', ['hooks: none → a']],
  ['white space', 'a', 'a, b', ['hooks: " b" added at place 2 of 2']],
]

test.each(hooksCases)('of hooks: %s', (_, before, after, lines) => {
  expect(describeNames('hooks', before?.split(','), after?.split(','))).toEqual(lines)
})

const module = (name: string, parameters: Record<string, string> = {}) => ({
  name,
  parameters: Object.entries(parameters).map(([key, value]) => ({ key, value })),
})
const library = (file: string, ...modules: object[]) => ({ file, modules })
const text = (...libraries: object[]) => JSON.stringify({ libraries })

const a = module('a', { k: '1', token: 'x' })
const before = text(library('/a.so', a, module('b')), library('/c.so', module('c')))

const manifestCases: [string, string, string[]][] = [
  ['nothing', before, []],
  [
    'a parameter',
    text(
      library('/a.so', module('a', { k: '2', token: 'y', n: '' }), module('b')),
      library('/c.so', module('c')),
    ),
    [
      'module a: parameter k 1 → 2',
      'module a: parameter token has another value (hidden)',
      'module a: parameter n = "" added',
    ],
  ],
  [
    'a library path, of both modules in one line',
    text(library('/a2.so', a, module('b')), library('/c.so', module('c'))),
    ['library path of a, b: /a.so → /a2.so'],
  ],
  [
    'modules that come and go',
    text(library('/a.so', a), library('/c.so', module('c'), module('d', { k: '1' }))),
    ['module b: removed', 'module d: added, from /c.so with k=1'],
  ],
  [
    'their order',
    text(library('/c.so', module('c')), library('/a.so', a, module('b'))),
    ['modules: order a, b, c → c, a, b'],
  ],
  [
    'formatting alone',
    JSON.stringify({ ...JSON.parse(before), comment: 'mine' }, null, 2),
    ['modules manifest: other formatting or keys that Mesos ignores; it reads the same'],
  ],
  ['what Mesos does not read', '{', ['modules manifest: Mesos could not read it: ']],
]

test('of a manifest that is not there yet', () => {
  const lines = ['module a: added, from /a.so']
  const after = text(library('/a.so', module('a')))
  expect(describeManifest(undefined, after)).toEqual(lines)
  expect(describeManifest('', after)).toEqual(lines)
})

test.each(manifestCases)('of a manifest: %s', (_, after, lines) => {
  const described = describeManifest(before, after)
  expect(described).toHaveLength(lines.length)
  for (const [index, line] of lines.entries()) expect(described[index]).toContain(line)
})
