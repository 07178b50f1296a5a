import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { FAULTS } from '../fleet/faults.ts'
import { matrixTable, OUTCOMES } from './matrix.ts'

test('the README has the matrix that is run', () => {
  const text = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8')
  expect(text).toContain(matrixTable())
})

test('every fault of the fleet is in the matrix', () => {
  expect(Object.keys(OUTCOMES).sort()).toEqual(['none', ...Object.keys(FAULTS)].sort())
})
