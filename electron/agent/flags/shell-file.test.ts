import { describe, expect, it } from 'vitest'
import { readShellFile, setInShellFile } from './shell-file.ts'

const read = (text: string, exportAll = false) =>
  readShellFile(text, {
    variables: new Map(),
    file: (path) => (path === '/etc/mesos/zk' ? 'zk://z/mesos\n' : undefined),
    exportAll,
  })
const values = (text: string) => read(text).assignments.map(({ name, value }) => [name, value])

describe('a file that a shell sources', () => {
  it('gives quoted values, other variables and files', () => {
    const text = `A=1\nexport B="two $A" C='x $A' # said\nD=\`cat /etc/mesos/zk\`\nE="\${B}"y\n`
    expect(values(text)).toEqual([
      ['A', '1'],
      ['B', 'two 1'],
      ['C', 'x $A'],
      ['D', 'zk://z/mesos'],
      ['E', 'two 1y'],
    ])
  })

  it('says which values only the shell knows, and which it may not come to', () => {
    const text = 'A=$(hostname)\nif [ -f /x ]; then\n  B=2\nfi\n[ -f /y ] && C=3\n# D=4\n'
    expect(read(text).assignments).toMatchObject([
      { name: 'A', value: undefined, conditional: false },
      { name: 'B', value: '2', conditional: true },
      { name: 'C', value: '3', conditional: true },
    ])
  })

  it('exports what it says, or everything', () => {
    expect([...read('A=1\nB=2\nexport B\n').exported]).toEqual(['B'])
    expect([...read('A=1\n', true).exported]).toEqual(['A'])
  })
})

describe('setInShellFile', () => {
  const text = '# mine\nexport MESOS_HOOKS="a" # why\nIP=1\n'

  it('changes the value and nothing else', () => {
    expect(setInShellFile(text, 'MESOS_HOOKS', "b c'd")).toBe(
      `# mine\nexport MESOS_HOOKS='b c'\\''d' # why\nIP=1\n`,
    )
    expect(setInShellFile(text, 'MESOS_HOOKS', undefined)).toBe('# mine\nIP=1\n')
  })

  it('leaves what it cannot be sure of', () => {
    expect(setInShellFile('if x; then\nA=1\nfi\n', 'A', '2')).toBeUndefined()
    expect(setInShellFile('A=1 B=2\n', 'A', '2')).toBeUndefined()
    expect(setInShellFile('B=1\n', 'A', '2')).toBeUndefined()
  })
})
