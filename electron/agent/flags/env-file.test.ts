import { describe, expect, it } from 'vitest'
import { parseEnvFile, setInEnvFile } from './env-file.ts'

const values = (text: string) => parseEnvFile(text).map(({ name, value }) => [name, value])

describe('parseEnvFile', () => {
  it('reads bare, single-quoted and double-quoted values', () => {
    expect(values('A=1\nB= two words \nC=\'$x "y"\'\nD="a \\"b\\" \\$c"\n')).toEqual([
      ['A', '1'],
      ['B', 'two words'],
      ['C', '$x "y"'],
      ['D', 'a "b" $c'],
    ])
  })

  it('skips comments, blank lines and what is no assignment', () => {
    expect(values('# A=1\n; B=2\n\n  \nnonsense\n1A=3\nC=4')).toEqual([['C', '4']])
  })

  it('joins lines that end in a backslash and quotes that go on', () => {
    expect(parseEnvFile('A=one\\\ntwo\nB="x\ny"\nC=3')).toEqual([
      { name: 'A', value: 'onetwo', firstLine: 0, endLine: 2 },
      { name: 'B', value: 'x\ny', firstLine: 2, endLine: 4 },
      { name: 'C', value: '3', firstLine: 4, endLine: 5 },
    ])
  })
})

describe('parseEnvFile as systemd', () => {
  it('ignores export, and keeps a quote within a bare value', () => {
    expect(values('export A=1\nB=x"y"\n C = 1 \n')).toEqual([
      ['B', 'x"y"'],
      ['C', '1'],
    ])
  })

  it('goes on after a closed quote, and keeps a backslash that escapes nothing', () => {
    expect(values(`A="x"'y' "z"\nB="\\n\\$"\nC=a\\ \nD=1`)).toEqual([
      ['A', 'xyz'],
      ['B', '\\n$'],
      ['C', 'a '],
      ['D', '1'],
    ])
  })
})

describe('setInEnvFile', () => {
  it('changes only the line in effect and keeps everything else', () => {
    const text = '# flags\nMESOS_HOOKS=a\nX="1"\nMESOS_HOOKS=b\n; end\n'
    expect(setInEnvFile(text, 'MESOS_HOOKS', 'b,c')).toBe(
      '# flags\nMESOS_HOOKS=a\nX="1"\nMESOS_HOOKS=b,c\n; end\n',
    )
  })

  it('appends a new variable, with a line end where there was none', () => {
    expect(setInEnvFile('A=1\n', 'B', '2')).toBe('A=1\nB=2\n')
    expect(setInEnvFile('A=1', 'B', '2')).toBe('A=1\nB=2\n')
    expect(setInEnvFile('', 'B', '2')).toBe('B=2\n')
  })

  it('removes every assignment, continued lines too', () => {
    expect(setInEnvFile('A=1\nB=x\\\ny\nC=3\nB=2\n', 'B', undefined)).toBe('A=1\nC=3\n')
  })

  it('gives back the value for any text', () => {
    for (const value of ['', ' a ', 'a"b', "a'b", 'a\\', '$HOME `id`', 'a#b', '"', '\\n', 'ä,😀']) {
      const text = setInEnvFile('# keep\nB=old\nC=c\n', 'B', value)
      expect(values(text)).toEqual([
        ['B', value],
        ['C', 'c'],
      ])
    }
  })
})
