import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { observe } from '../../electron/agent/observe/observe.ts'
import { agentSchema } from '../../electron/contract/agent.ts'
import { connectPool } from '../../electron/link/pool.ts'
import { down, fleetNames, open, up } from './fleet.ts'
import { whyNoFleet } from './requirements.ts'

const program = join(import.meta.dirname, 'main.ts')
const fleet = (...args: string[]) =>
  spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' })

/** Servers and listeners of all fleets, by the folder that they are named after. */
function processesOf(dir: string): number {
  return spawnSync('pgrep', ['-f', dir], { encoding: 'utf8' }).stdout.split('\n').length - 1
}

const why = whyNoFleet()

describe.skipIf(why)(why ? `the fleet (skipped: ${why})` : 'the fleet', () => {
  const name = `test-${process.pid}`
  afterEach(async () => {
    if (fleetNames().includes(name)) await down(name)
  })

  test('agents have files of their own; down leaves nothing', async () => {
    const { agents, fileOf } = await up({ name, agents: 20, faults: ['slow=1', 'refuses=1'] })
    const hostnames = agents
      .filter(({ fault }) => fault !== 'refuses')
      .map((agent) => readFileSync(fileOf(agent.name, '/etc/hostname'), 'utf8'))
    expect(new Set(hostnames).size).toBe(19)
    expect(JSON.parse(fleet('list', '--json', '--name', name).stdout).agents).toHaveLength(20)
    const mounts = readFileSync('/proc/self/mountinfo', 'utf8')
    expect(mounts).not.toContain('/run/fleet')
    expect(fleet('up', '--name', name).stderr).toContain('already')
    const dir = dirname(agents[0]?.identityFile ?? '')
    expect(processesOf(dir)).toBeGreaterThan(0)
    expect(fleet('down', '--name', name).status).toBe(0)
    expect(processesOf(dir)).toBe(0)
    expect(fleet('list', '--name', name).stderr).toContain('no fleet')
  })

  test('agents are observed', async () => {
    const { agents } = await up({ name, agents: 1 })
    const agent = agentSchema.parse({ ...agents[0], fault: undefined })
    const pool = connectPool({
      agent: () => agent,
      secrets: { find: () => undefined, forget: () => {} },
      ownKnownHosts: '/dev/null',
    })
    const observation = await observe(await pool.get(agent.name), agent)
    pool.close()
    expect(observation).toMatchObject({
      unit: { name: 'mesos-slave.service' },
      hooks: ['org_example_EnvironmentHook'],
      fileSystem: { type: 'xfs', projectQuota: 'enforced' },
    })
  })

  test('a launcher that is killed half-way leaves what down finds', async () => {
    const launcher = spawn(process.execPath, [program, 'up', '--agents', '200', '--name', name])
    while (!fleetNames().includes(name)) await sleep(10)
    await sleep(300)
    launcher.kill('SIGKILL')
    expect(fleet('down', '--name', name).status).toBe(0)
    expect(fleetNames()).not.toContain(name)
    expect(() => open(name)).toThrow('no fleet')
  })
})
