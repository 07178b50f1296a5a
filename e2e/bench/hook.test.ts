import { describe, expect, test } from 'vitest'
import { parseOutput } from './hook.ts'
import { hookTable } from './hook-table.ts'

const numbers =
  '{"launch":{"floor_us":100.0,"hook_us":250.0,"xfs_quota_us":9000.0},"decorator_return_us":12.5,' +
  '"status":{"projects":10000,"floor_ms":20.00,"hook_ms":30.00,"bytes_per_project":35.0}}'

describe('the output of the hook benchmark', () => {
  test('is found among the lines of the machine', () => {
    const result = parseOutput(`I1122 quotadeck] recovered\n${numbers}\nreboot: Power down\n`)
    expect(result.launch.hook_us).toBe(250)
    expect(hookTable(result)).toContain('1.50 × floor')
  })

  test('without numbers is an error that shows its end', () => {
    expect(() => parseOutput('hook_bench: xfs_quota failed\n')).toThrow('xfs_quota failed')
  })

  test('with a number missing is an error', () => {
    expect(() => parseOutput(numbers.replace('"hook_ms":30.00,', ''))).toThrow('hook_ms')
  })
})
