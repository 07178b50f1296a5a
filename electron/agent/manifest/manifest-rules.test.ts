import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { fromBytes, toBytes, wellFormed } from '../mesos/mesos-bytes.ts'
import { readManifest, toTextFormat } from './manifest-rules.ts'

// What the code of Mesos itself made of some hundred texts. One character is one byte.
const recorded = z
  .object({
    cases: z.array(
      z.object({
        manifest: z.string(),
        read: z.string().optional(),
        error: z.string().optional(),
      }),
    ),
  })
  .parse(
    JSON.parse(
      readFileSync(
        new URL('../../../native-hook/standin/test/manifest_cases.json', import.meta.url),
        'utf8',
      ),
    ),
  )

const latin1 = (text: string) => toBytes(text).toString('latin1')

it('reads every recorded manifest as Mesos does, its errors to the letter', () => {
  expect(recorded.cases.length).toBeGreaterThan(500)
  for (const { manifest, read, error } of recorded.cases) {
    const result = readManifest(fromBytes(Buffer.from(manifest, 'latin1')))
    const found = result.ok
      ? { manifest, read: latin1(toTextFormat(result.libraries)) }
      : { manifest, error: latin1(result.error) }
    expect(found).toEqual(error === undefined ? { manifest, read } : { manifest, error })
  }
})

describe('bytes as text', () => {
  it('come back as they were, whatever they are', () => {
    const all = Buffer.from(Array.from({ length: 65536 }, (_, i) => [i >> 8, i & 255]).flat())
    expect(toBytes(fromBytes(all)).equals(all)).toBe(true)
    const text = '\ufeffé😀\u2028'
    expect(fromBytes(Buffer.from(text))).toBe(text)
  })

  it('are shown with a replacement for what is no UTF-8', () => {
    expect(wellFormed(fromBytes(Buffer.from([0x61, 0xff, 0xe2, 0x82, 0x62])))).toBe('a��b')
  })
})

it('says where in the file a value is at fault', () => {
  const pathOf = (text: string) => {
    const result = readManifest(text)
    return result.ok ? undefined : result.path
  }
  expect(pathOf('{"libraries":[null,{"modules":[[{"name":1}]]}]}')).toBe(
    'libraries[1].modules[0][0].name',
  )
  expect(pathOf('{"libraries":{"modules":{"parameters":["x"]}}}')).toBe(
    'libraries.modules.parameters[0]',
  )
})
