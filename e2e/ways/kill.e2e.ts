import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { down, type Fleet, type FleetAgent, up } from '../fleet/fleet.ts'
import { whyNoFleet } from '../fleet/requirements.ts'
import { contentsOf, FILE, LIBRARY } from './contents.ts'

const why = whyNoFleet()
const FOLDERS = ['/etc/mesos', '/etc/mesos-slave', '/var/lib/quotadeck/lib']

describe.skipIf(why)(
  why ? `a console that is killed (skipped: ${why})` : 'a console that is killed',
  () => {
    const name = `kill-${process.pid}`
    let fleet: Fleet
    let agent: FleetAgent

    beforeAll(async () => {
      fleet = await up({ name, agents: 1 })
      agent = fleet.agents[0] as FleetAgent
    })
    afterAll(async () => {
      if (fleet) await down(name)
    })

    const onAgent = (path: string) => readFileSync(fleet.fileOf(agent.name, path))
    const leftOvers = () =>
      FOLDERS.flatMap((folder) => readdirSync(fleet.fileOf(agent.name, folder))).filter((file) =>
        file.startsWith('.quotadeck-'),
      )

    /** What was under way notices the end of its connection a moment later. */
    async function untilTidy(): Promise<void> {
      for (let tries = 0; tries < 200 && leftOvers().length > 0; tries++) await sleep(100)
      expect(leftOvers()).toEqual([])
    }

    test('in the middle of an upload and of a write leaves both files whole, and no other', async () => {
      const { library, file } = contentsOf(0)
      const other = contentsOf(1)
      for (let kill = 0; kill < 6; kill++) {
        const program = join(import.meta.dirname, 'writer.ts')
        const child = spawn(process.execPath, [program, JSON.stringify(agent)], {
          stdio: ['ignore', 'pipe', 'inherit'],
        })
        // Each time a little later in the turns that follow the first.
        await once(child.stdout, 'data')
        await sleep(kill * 47)
        child.kill('SIGKILL')
        await once(child, 'exit')
        expect([library, other.library].some((one) => one.equals(onAgent(LIBRARY)))).toBe(true)
        expect([file, other.file].some((one) => one.equals(onAgent(FILE)))).toBe(true)
      }
      await untilTidy()
    })
  },
)
