import { describe, expect, it } from 'vitest'
import { expandSpecifiers, quotedArgument, substituted, unitWords } from './unit-words.ts'

const words = (text: string) => unitWords(text)?.map((word) => word.text)

describe('words of a unit', () => {
  it('end at white space outside of quotes of either kind', () => {
    expect(words(`a  "b c" 'd "e"' f"g h"i ''`)).toEqual(['a', 'b c', 'd "e"', 'fg hi', ''])
  })

  it('have C escapes, also within single quotes', () => {
    expect(words(String.raw`a\x20b 'c\td' \u00fc \101 "\"" \q`)).toEqual([
      'a b',
      'c\td',
      'ü',
      'A',
      '"',
      String.raw`\q`,
    ])
  })

  it('are none where a quote is not closed', () => {
    expect(unitWords('a "b')).toBeUndefined()
  })

  it('know their place in the text', () => {
    const text = `/bin/x  "--a=b c" d`
    expect(unitWords(text)?.map(({ start, end }) => text.slice(start, end))).toEqual([
      '/bin/x',
      '"--a=b c"',
      'd',
    ])
  })
})

it('a written argument is read back as it was, whatever it contains', () => {
  for (const value of ['a,b', 'a b', '{"k":"v\\n"}', "it's", '$HOME %n', '50%', '\n\t', '', 'ü'])
    expect(
      words(quotedArgument(value))?.flatMap((word) =>
        substituted(expandSpecifiers(word, 'x.service', 'h'), new Map()),
      ),
    ).toEqual([value])
})

it('specifiers name the unit, its instance and the machine', () => {
  expect(expandSpecifiers('%n %p %i %H %% %y', 'mesos@a-b.service', 'host')).toBe(
    'mesos@a-b.service mesos a-b host % %y',
  )
})

describe('variables in a command line', () => {
  const variables = new Map([['OPTIONS', `--hooks=a "--attributes=x y"`]])

  it('give several words on their own, and one within a word', () => {
    expect(substituted('$OPTIONS', variables)).toEqual(['--hooks=a', '--attributes=x y'])
    expect(substituted(`--x=$\{OPTIONS}`, variables)).toEqual([`--x=--hooks=a "--attributes=x y"`])
    expect(substituted('$NOTHING', variables)).toEqual([])
    expect(substituted('a$OPTIONS $$x', variables)).toEqual(['a$OPTIONS $x'])
  })
})
