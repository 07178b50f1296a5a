import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { Failure, type FailureData } from '../../electron/contract/failure.ts'
import { sha256Of } from '../../electron/link/files.ts'
import type { Link } from '../../electron/link/link.ts'
import { FAULTS } from '../fleet/faults.ts'
import { down, type Fleet, type FleetAgent, up } from '../fleet/fleet.ts'
import { whyNoFleet } from '../fleet/requirements.ts'
import { Operator } from './logins.ts'
import { type Cell, cells, OUTCOMES } from './matrix.ts'
import { Vouchers } from './vouchers.ts'

const why = whyNoFleet()
const FOLDER = '/var/lib/quotadeck/staging'
const library = randomBytes(300_000)

describe.skipIf(why)(why ? `ways to an agent (skipped: ${why})` : 'ways to an agent', () => {
  const name = `ways-${process.pid}`
  let fleet: Fleet
  let operator: Operator
  let vouchers: Vouchers

  beforeAll(async () => {
    const names = Object.keys(FAULTS)
    // Room for a handshake and small files, not for the library.
    const faults = names.map((fault) => `${fault}=1${fault === 'drops' ? ':120000' : ''}`)
    vouchers = await Vouchers.make()
    const { env } = vouchers
    for (const [variable, value] of Object.entries(env)) vi.stubEnv(variable, value)
    const settings = ['UsePAM yes', ...vouchers.settings]
    fleet = await up({ name, agents: names.length + 1, faults, settings, env })
    vouchers.know(fleet)
    operator = new Operator(fleet, vouchers)
    await operator.prepare()
  })
  afterAll(async () => {
    operator?.close()
    await vouchers?.close()
    vi.unstubAllEnvs()
    if (fleet) await down(name)
  })

  test.concurrent.for(cells().map((cell) => [Object.values(cell).join(', '), cell] as const))(
    '%s',
    async ([title, cell], { skip }) => {
      if (cell.privilege === 'doas with password') skip(!existsSync('/usr/bin/doas'), 'no doas')
      const whyNot = vouchers.whyNot(cell.login)
      if (whyNot) skip(whyNot)
      const fault = cell.fault === 'none' ? null : cell.fault
      const agent = fleet.agents.find((each) => each.fault === fault) as FleetAgent
      const pool = operator.poolFor(agent, cell)
      try {
        await runCell(
          await pool.get(agent.name),
          cell,
          `${FOLDER}/${title.replaceAll(/\W+/g, '-')}`,
        )
      } finally {
        pool.close()
      }
    },
  )

  async function runCell(link: Link, { fault }: Cell, path: string): Promise<void> {
    const outcome = OUTCOMES[fault]
    const at = outcome === 'works' ? 'end' : outcome.at
    const file = () => fleet.fileOf(link.agent, path)
    if (at === 'connect') return ends(link.run(['id', '-u'], { privileged: true }), fault)
    expect((await link.run(['id', '-u'], { privileged: true })).stdout.toString()).toBe('0\n')
    const written = link.write([{ path, content: 'old\n', mode: 0o640 }], { privileged: true })
    if (at === 'write') {
      await ends(written, fault)
      expect(existsSync(file())).toBe(false)
      return
    }
    await written
    expect((await link.read(path, { privileged: true })).toString()).toBe('old\n')
    const upload = link.upload(path, library, { privileged: true, sha256: sha256Of(library) })
    if (at === 'upload') {
      await ends(upload, fault)
      expect(readFileSync(file(), 'utf8')).toBe('old\n')
      return
    }
    await upload
    expect(readFileSync(file()).equals(library)).toBe(true)
    const { uid, mode } = statSync(file())
    expect([uid, mode & 0o777]).toEqual([0, 0o640])
  }

  /** Ends with the failure of the matrix, which says what is known of what was changed. */
  async function ends(work: Promise<unknown>, fault: Cell['fault']): Promise<void> {
    const error = await work.then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    expect(error).toBeInstanceOf(Failure)
    const data: FailureData = (error as Failure).data
    const { code } = OUTCOMES[fault] as { code: string }
    expect(data).toMatchObject({ code, agent: fleet.agents.find((a) => a.fault === fault)?.name })
    expect(data.advice).not.toBe('')
    if (fault === 'no-exit-status') expect(data.message).toContain('not counted as success')
    expect(JSON.stringify(data)).not.toContain(fleet.password)
  }

  test('no temporary file is left on an agent that works', () => {
    const whole = fleet.agents.find(({ fault }) => fault === null) as FleetAgent
    const left = readdirSync(fleet.fileOf(whole.name, FOLDER))
    expect(left.filter((file) => file.startsWith('.quotadeck-'))).toEqual([])
    expect(left.length).toBeGreaterThan(0)
  })
})
