import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { down, type Fleet, type FleetAgent, up } from '../fleet/fleet.ts'
import { whyNoFleet } from '../fleet/requirements.ts'
import { contentsOf, FILE, HOOKS, LIBRARY, MANIFESTS } from './contents.ts'

const why = whyNoFleet()
const KILLS = 8
const FOLDERS = [
  '/etc/mesos',
  '/etc/mesos-slave',
  '/var/lib/quotadeck/backups',
  '/var/lib/quotadeck/lib',
  '/var/lib/quotadeck/staging',
]

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

    /** Runs a program of this folder, again and again, and kills it at another point of a turn each time. */
    async function killed(program: string, args: readonly string[], afterwards: () => void) {
      for (let kill = 0; kill < KILLS; kill++) {
        const path = join(import.meta.dirname, program)
        const child = spawn(process.execPath, [path, JSON.stringify(agent), ...args], {
          stdio: ['ignore', 'pipe', 'inherit'],
        })
        await once(child.stdout, 'data')
        const start = performance.now()
        await once(child.stdout, 'data')
        await sleep(((performance.now() - start) * kill) / KILLS)
        child.kill('SIGKILL')
        await once(child, 'exit')
        afterwards()
      }
      await untilTidy()
    }

    test('in the middle of an upload and of a write leaves both files whole, and no other', async () => {
      const { library, file } = contentsOf(0)
      const other = contentsOf(1)
      await killed('writer.ts', [], () => {
        expect([library, other.library].some((one) => one.equals(onAgent(LIBRARY)))).toBe(true)
        expect([file, other.file].some((one) => one.equals(onAgent(FILE)))).toBe(true)
      })
    })

    test('in the middle of a change leaves hooks and manifest whole', async () => {
      const data = mkdtempSync(join(tmpdir(), 'quotadeck-kill-'))
      await killed('changer.ts', [data], () => {
        const manifest = `${onAgent('/etc/mesos/modules.json')}`
        const hooks = `${onAgent('/etc/mesos-slave/hooks')}`
        expect(MANIFESTS).toContain(manifest)
        expect(HOOKS.map((list) => `${list.join(',')}\n`)).toContain(hooks)
      })
      rmSync(data, { recursive: true })
    })
  },
)
