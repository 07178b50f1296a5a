import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Failure } from '../../contract/failure.ts'
import { readBuild } from './build.ts'

const FOLDER = new URL('../../../native-hook/out/bin/', import.meta.url)
const library = new URL('libquotadeck-hook-1.12.0.so', FOLDER)
const built = existsSync(library)

function codeOf(file: Buffer): string {
  try {
    readBuild(file)
  } catch (error) {
    if (error instanceof Failure) return error.data.code
    throw error
  }
  return 'taken'
}

describe.skipIf(!built)(
  built ? 'a compiled hook' : 'a compiled hook (skipped: native-hook is not built)',
  () => {
    const file = built ? readFileSync(library) : Buffer.alloc(0)

    it('says what it is', () => {
      expect(readBuild(file)).toMatchObject({
        sizeBytes: file.length,
        mesosVersion: '1.12.0',
        modules: ['org_quotadeck_XfsQuotaHook', 'demo_mesos_xfsquotahook'],
        machine: 'x86-64',
        builtWith: 'standin',
        wants: { GLIBC: expect.stringMatching(/^2\.\d+/) },
        needed: expect.arrayContaining(['libc.so.6']),
      })
    })

    it('is refused when cut off anywhere', () => {
      for (let length = 0; length < file.length; length += 1009) {
        expect(codeOf(file.subarray(0, length))).toMatch(/^build-(not-elf|invalid)$/)
      }
    })

    it('with any byte of its tables changed is taken or refused, never worse', () => {
      const sectionTable = Number(file.readBigUInt64LE(40))
      const places = [...range(0, 2000), ...range(sectionTable, file.length)]
      for (const place of places) {
        const changed = Buffer.from(file)
        changed[place] = (changed[place] ?? 0) ^ 0xff
        expect(codeOf(changed)).toMatch(/^(build-(not-elf|invalid)|taken)$/)
      }
    })

    it('of which the note is gone is no hook of ours', () => {
      const changed = Buffer.from(file)
      changed.write('Somebody', changed.indexOf('Quotadeck\0'))
      expect(codeOf(changed)).toBe('build-invalid')
    })
  },
)

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.ceil((to - from) / 7) }, (_, index) => from + index * 7)
}

it('tells what is no ELF file from what is no hook', () => {
  expect(codeOf(Buffer.from('#!/bin/sh\n'.repeat(20)))).toBe('build-not-elf')
  expect(codeOf(Buffer.alloc(0))).toBe('build-not-elf')
  expect(codeOf(readFileSync(process.execPath))).toBe('build-invalid')
})
