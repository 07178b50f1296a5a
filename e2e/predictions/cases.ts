/** A manifest and a hook list to put before an agent. `undefined`: the flag is not given. */
export interface Case {
  readonly name: string
  readonly manifest?: string | Buffer
  /** Files of a --modules_dir, by name; instead of a manifest. */
  readonly directory?: Readonly<Record<string, string>>
  readonly hooks?: string
}

/** Libraries of the stand-in's tests, by what is special in them; paths are absolute. */
export interface Fixtures {
  readonly first: string
  readonly second: string
  readonly older: string
  readonly newer: string
  readonly api: string
  readonly missing: string
  readonly other: string
  /** Wants a function that nobody has. */
  readonly undefined: string
  /** Needs a library that is not found. */
  readonly needs: string
  readonly spoilt: readonly { readonly name: string; readonly path: string }[]
}

const FIRST = 'demo_mesos_xfsquotahook'
const SECOND = 'demo_second_hook'

/**
 * Values in places where others are wanted. Many more stand in the stand-in's manifest_cases.json,
 * with what Mesos's own code makes of them.
 */
function misplaced({ first }: Fixtures): Case[] {
  const values = ['null', '3', '"x"', '[[{}]]']
  const places: Readonly<Record<string, (value: string) => string>> = {
    top: (v) => v,
    libraries: (v) => `{"libraries":${v}}`,
    library: (v) => `{"libraries":[${v},{"file":"${first}"}]}`,
    file: (v) => `{"libraries":[{"file":${v},"modules":[]}]}`,
    name: (v) => `{"libraries":[{"name":${v},"modules":[]}]}`,
    both: (v) => `{"libraries":[{"name":${v},"file":"${first}"}]}`,
    modules: (v) => `{"libraries":[{"file":"${first}","modules":${v}}]}`,
    module: (v) => `{"libraries":[{"file":"${first}","modules":[{"name":"${FIRST}"},${v}]}]}`,
    moduleName: (v) => `{"libraries":[{"file":"${first}","modules":[{"name":${v}}]}]}`,
    parameters: (v) => withParameters(first, v),
    parameter: (v) => withParameters(first, `[{"key":"a","value":"b"},${v}]`),
    key: (v) => withParameters(first, `[{"key":${v},"value":"b"}]`),
    value: (v) => withParameters(first, `[{"key":"a","value":${v}}]`),
    unknown: (v) => `{"other":${v},"libraries":[]}`,
  }
  return Object.entries(places).flatMap(([place, manifest]) =>
    values.map((value) => ({ name: `${place} ${value}`, manifest: manifest(value) })),
  )
}

function withParameters(file: string, parameters: string): string {
  return `{"libraries":[{"file":"${file}","modules":[{"name":"${FIRST}","parameters":${parameters}}]}]}`
}

/** Texts that are hardly JSON, or JSON that is hard to read. */
function texts({ first }: Fixtures): Case[] {
  const good = `{"libraries":[{"file":"${first}","modules":[{"name":"${FIRST}"}]}]}`
  const odd: readonly (string | Buffer)[] = [
    '',
    '\n',
    '/',
    '//',
    '/no/such/file',
    `/${'x'.repeat(300)}`,
    `/${'x/'.repeat(2100)}`,
    `// ${'long '.repeat(60)}\n${good}`,
    '{',
    '{"a"',
    '{"a":',
    '{"a":1',
    '{"a":1,',
    '{"a" 1}',
    '{,}',
    '{"libraries":[,]}',
    '{"libraries":[],,}',
    `${good}{}`,
    `${good} x`,
    `${good}\0`,
    `\ufeff${good}`,
    `${good}\u00a0`,
    `\t\r\n ${good}\v`,
    '{"x":.5}',
    '{"x":1.}',
    '{"x":1e}',
    '{"x":1e5}',
    '{"x":--1}',
    '{"x":-}',
    '{"x":0x10}',
    '{"x":99999999999999999999}',
    '{"x":-1e400}',
    '{"x":NaN}',
    '{"x":Infinity}',
    '{"x":tru}',
    '{"x":nul}',
    '{"x":falsey}',
    '{"x":"\\u12"}',
    '{"x":"\\ud800"}',
    '{"x":"\\ud800\\u0041"}',
    '{"x":"\\ud83d\\ude00"}',
    '{"x":"\\udc00"}',
    '{"x":"\\/\\b\\f\\n\\r\\t\\"\\\\"}',
    '{"x":"\\x"}',
    '{"x":"a\nb"}',
    '{"x":"a\tb"}',
    '{"x":"unterminated}',
    "{'x':1}",
    '{"x":/*c*/1}',
    '{"x":1 // c\n}',
    '{\n\n"libraries": [\n  1,\n  oops\n]\n}',
    Buffer.from([0x7b, 0x22, 0x78, 0x22, 0x3a, 0x22, 0xff, 0xfe, 0x22, 0x7d]),
  ]
  return odd.map((manifest, index) => ({ name: `text ${index}`, manifest }))
}

/** Lists of hooks against a manifest that has two. */
function hookLists({ first, second }: Fixtures): Case[] {
  const manifest = JSON.stringify({
    libraries: [
      { file: first, modules: [{ name: FIRST }] },
      { file: second, modules: [{ name: SECOND }] },
    ],
  })
  const lists = [
    `${FIRST},${SECOND}`,
    `${SECOND},${FIRST}`,
    `${FIRST} `,
    `${FIRST}\n`,
    `${FIRST} ,${SECOND}`,
    `${FIRST},${SECOND} \t`,
    `\t${FIRST}`,
    `${FIRST},`,
    `,`,
    `${FIRST},,${SECOND}`,
    `${FIRST},${SECOND},${FIRST}`,
    ` `,
    `--${FIRST}`,
    `${FIRST}=1`,
    `${FIRST}\u00a0`,
    `é`,
  ]
  return lists.map((hooks) => ({ name: `hooks ${JSON.stringify(hooks)}`, manifest, hooks }))
}

/** Libraries and modules: what Mesos's own tests of its module manager try, and more. */
function modules(fixtures: Fixtures): Case[] {
  const { first, second, older, newer } = fixtures
  const library = (file: string | undefined, ...names: (string | undefined)[]) => ({
    file,
    modules: names.map((name) => ({ name })),
  })
  const of = (name: string, libraries: readonly object[], hooks?: string): Case => ({
    name,
    manifest: JSON.stringify({ libraries }),
    hooks,
  })
  const parameters = [{ key: 'a', value: '1' }]
  const given = (...list: object[]) => ({
    file: first,
    modules: [{ name: FIRST, parameters: list }],
  })
  return [
    of('EmptyLibraryFilename', [library(undefined, FIRST)]),
    of('EmptyModuleName', [library(first, undefined)]),
    of('UnknownLibrary', [library('/no/such/library.so', FIRST)]),
    of('UnknownModule', [library(first, 'nobody')]),
    of('NonModuleLibrary', [library('/etc/passwd', FIRST)]),
    of('LoadSameModuleTwice', [library(first, FIRST), library(first, FIRST)], FIRST),
    of('DuplicateModulesWithDifferentParameters', [given(), given(...parameters)]),
    of('DuplicateModuleInDifferentLibraries', [
      library(first, FIRST),
      library(first.replace('/lib', '/./lib'), FIRST),
    ]),
    of('NewerModuleLibrary', [library(newer, 'fixture_newer')]),
    of('OlderModuleLibrary', [library(older, 'fixture_older')]),
    of('parameters in another order', [
      given({ key: 'a', value: '1' }, { key: 'b', value: '2' }),
      given({ key: 'b', value: '2' }, { key: 'a', value: '1' }),
    ]),
    of('the same parameters twice', [given(...parameters), given(...parameters)], FIRST),
    of('a name for a library', [{ name: 'nobody', modules: [] }]),
    of('a relative path', [library('./nothing.so', FIRST)]),
    of('a folder', [library('/tmp/', FIRST)]),
    of('a long path', [library(`/${'x'.repeat(300)}`, FIRST)]),
    of('a module of the other library', [library(first, SECOND), library(second, FIRST)]),
    of('an idle library', [library(first), library(second, SECOND)], SECOND),
    of('a hook of an idle library', [library(first)], FIRST),
    of('an odd module name', [library(first, 'it\'s "odd" \\ é')]),
  ]
}

/** Libraries that cannot be loaded, or lack what is looked up in them. */
function libraries(fixtures: Fixtures): Case[] {
  const { first, second, api, missing, other, undefined: wants, needs, spoilt } = fixtures
  const of = (name: string, libraries: object[] | object, hooks?: string): Case => ({
    name,
    manifest: JSON.stringify({ libraries }),
    hooks,
  })
  const one = (file: string, name: string) => ({ file, modules: [{ name }] })
  const FUNCTION = 'fixture_function'
  return [
    ...spoilt.map(({ name, path }) => of(`a library: ${name}`, one(path, FIRST), FIRST)),
    of(
      'a spoilt one after a good one',
      [one(first, FIRST), one(spoilt[5]?.path ?? '', 'x')],
      FIRST,
    ),
    of('a missing one before a spoilt one', [one('/a.so', 'x'), one(spoilt[5]?.path ?? '', 'x')]),
    of('DifferentApiVersion', one(api, 'fixture_api')),
    of('missing fields', one(missing, 'fixture_missing')),
    of('an unknown kind', one(other, 'fixture_unknown_kind')),
    of('one that finds itself incompatible', one(other, 'fixture_incompatible')),
    of('an isolator', one(other, 'fixture_isolator')),
    of('an isolator as a hook', one(other, 'fixture_isolator'), 'fixture_isolator'),
    of('an undefined symbol', one(wants, 'fixture_undefined'), 'fixture_undefined'),
    of('an undefined symbol and no module', { file: wants }),
    of('an undefined symbol after an unknown module', [one(first, 'nobody'), { file: wants }]),
    of('a library that is needed and not there', one(needs, 'fixture_needs'), 'fixture_needs'),
    of('a function for a module of a library that does not load', one(needs, FUNCTION)),
    of('a path below a file', one(`${first}/x.so`, FIRST)),
    of('a path with a slash at its end', one(`${first}/`, FIRST)),
    of('a path with a null character', one(`${first}\0.bak`, FIRST), FIRST),
    of('a module with a null character', one(first, `${FIRST}\0x`)),
    of('a module with a null character as a hook', one(first, `${FIRST}\0x`), FIRST),
    of('an unknown module with a null character', one(first, 'no\0body')),
    of('an empty module name', one(first, '')),
    of('a module name of spaces', one(first, '  ')),
    of('a long module name', one(first, 'x'.repeat(5000))),
    of('a name with a slash', { name: 'a/b', modules: [] }),
    of('an empty name', { name: '', modules: [] }),
    of('name and file', { name: 'nobody', ...one(first, FIRST) }, FIRST),
    of(
      'two hooks of two libraries, one named twice',
      [one(first, FIRST), one(second, SECOND)],
      `${FIRST},${SECOND},${SECOND}`,
    ),
    of(
      'a path spelt in two ways, other modules',
      [one(first, FIRST), { file: first.replace('/lib', '//lib'), modules: [] }],
      FIRST,
    ),
    of(
      'a big manifest',
      Array.from({ length: 12_000 }, () => one(first, FIRST)),
      FIRST,
    ),
    of('a big manifest with an error at its end', [
      ...Array.from({ length: 12_000 }, () => one(first, FIRST)),
      one(first, 'nobody'),
    ]),
  ]
}

function directories({ first, second }: Fixtures): Case[] {
  const good = (file: string, name: string) =>
    JSON.stringify({ libraries: [{ file, modules: [{ name }] }] })
  const [a, b] = [good(first, FIRST), good(second, SECOND)]
  const both = `${FIRST},${SECOND}`
  return [
    { name: 'an empty directory', directory: {} },
    { name: 'an empty directory and a hook', directory: {}, hooks: FIRST },
    { name: 'two files', directory: { 'a.json': a, 'b.json': b }, hooks: both },
    { name: 'the same in two files', directory: { 'a.json': a, 'b.json': a }, hooks: FIRST },
    { name: 'a backup that is no JSON', directory: { 'a.json': a, 'a.json.bak': 'old' } },
    { name: 'a hidden file', directory: { '.hidden': '[]', 'a.json': a } },
    { name: 'a broken library in the second', directory: { a, b: good('/none.so', 'x') } },
    {
      name: 'other parameters',
      directory: { a, b: withParameters(first, '{"key":"k","value":"v"}') },
    },
    { name: 'capitals first', directory: { b: 'broken b', A: 'broken A' } },
    { name: 'a missing field', directory: { a: withParameters(first, '[{"key":"k"}]') } },
  ]
}

/** All of them. */
export function cases(fixtures: Fixtures): readonly Case[] {
  return [misplaced, texts, hookLists, modules, libraries, directories].flatMap((make) =>
    make(fixtures),
  )
}
