import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { expect, it } from 'vitest'

/** The folders beside this file, lowest first: each uses itself and those before it. */
const LAYERS = ['ask', 'mesos', 'builds', 'flags', 'manifest', 'observe', 'changes']

function imports(folder: string): { file: string; layer: number }[] {
  const path = join(import.meta.dirname, folder)
  const sources = readdirSync(path).filter((name) => !name.endsWith('.test.ts'))
  return sources.flatMap((name) => {
    const text = readFileSync(join(path, name), 'utf8')
    return Array.from(text.matchAll(/ from '(\.[^']+)'/g), ([, target = '']) => {
      const [first = ''] = relative(import.meta.dirname, join(path, target)).split('/')
      return { file: `${folder}/${name} imports ${target}`, layer: LAYERS.indexOf(first) }
    })
  })
}

it('has the layers named here and no other', () => {
  const entries = readdirSync(import.meta.dirname, { withFileTypes: true })
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  expect(folders.sort()).toEqual([...LAYERS, 'testing'].sort())
})

it.each(LAYERS)('%s uses no layer above it', (folder) => {
  const above = imports(folder).filter(({ layer }) => layer > LAYERS.indexOf(folder))
  expect(above.map(({ file }) => file)).toEqual([])
})
