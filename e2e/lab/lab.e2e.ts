// A lab from power-on to power-off, on real kernels.

import assert from 'node:assert/strict'
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { changeHostKey, fillDisk, freeDisk, freeze, powerOff, thaw } from './faults.ts'
import { agentNamed, down, type Lab, type LabAgent, ssh, sshAsRoot, up } from './lab.ts'
import { kill, launch } from './launch.ts'
import { sessionMembers } from './processes.ts'
import { missingForLab } from './requirements.ts'
import { readState } from './state.ts'

const NAME = `e2e-${process.pid}`
const problems = missingForLab()
if (problems.length > 0) console.log(`skipped, a lab cannot run here: ${problems.join('; ')}`)

/** Runs a script on the agent as root and returns its output; it has to succeed. */
async function rootScript(agent: LabAgent, script: string): Promise<string> {
  const result = await sshAsRoot(agent, ['sh', '-c', script])
  assert.equal(result.status, 0, result.stderr)
  return result.stdout
}

/** The ids of the processes that are in the network namespace with this name. */
function processesIn(namespace: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/ns/net`) === namespace
    } catch {
      return false
    }
  })
}

function connects(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port })
    socket.on('connect', () => resolve(true) ?? socket.destroy())
    socket.on('error', () => resolve(false))
  })
}

describe.skipIf(problems.length > 0)('a lab of two agents', () => {
  let lab: Lab
  let wrapped: LabAgent
  let plain: LabAgent

  beforeAll(async () => {
    const started = Date.now()
    lab = await up({ name: NAME, agents: 2 })
    const seconds = (Date.now() - started) / 1000
    console.log(`# the lab came up after ${seconds.toFixed(1)} s`)
    assert.ok(seconds < 60, `it took ${seconds} s`)
    wrapped = agentNamed(lab, 'agent1')
    plain = agentNamed(lab, 'agent2')
  })

  afterAll(async () => {
    if (existsSync(lab.dir)) await down(NAME)
  })

  it('has one agent of each kind, which say their Mesos version', () => {
    assert.deepEqual(
      lab.agents.map(({ kind, user, mesosVersion }) => [kind, user, mesosVersion]),
      [
        ['init-wrapper', 'root', '1.12.0'],
        ['env-file', 'operator', '1.12.0'],
      ],
    )
  })

  it('enforces project quotas by the kernel', async () => {
    for (const agent of lab.agents) {
      const out = await rootScript(
        agent,
        `cd ${agent.workDir} && mkdir -p limited &&
        xfs_quota -x -c "project -s -p $PWD/limited 4242" . >/dev/null &&
        xfs_quota -x -c 'limit -p bhard=10m 4242' . &&
        { LC_ALL=C dd if=/dev/zero of=limited/data bs=1M count=20 2>&1 || true; } &&
        xfs_quota -x -c 'report -pbn' . | grep '^#4242'`,
      )
      assert.match(out, /No space left on device/)
      const [, used, , hard] = out.trim().split('\n').at(-1)?.split(/\s+/) ?? []
      assert.equal(hard, '10240')
      assert.ok(Number(used) > 9000 && Number(used) <= 10240, `used ${used} KiB`)
    }
  })

  it('takes the right sudo password and no other', async () => {
    assert.notEqual((await ssh(plain, ['sudo', '-n', 'true'])).status, 0)
    assert.equal((await sshAsRoot(plain, ['id', '-u'])).stdout.trim(), '0')
    const wrong = await sshAsRoot({ ...plain, sudoPassword: 'wrong' }, ['id', '-u'])
    assert.equal(wrong.status, 1)
    assert.match(wrong.stderr, /incorrect password/)
  })

  it('launches containers that write, and ends them', async () => {
    for (const agent of lab.agents) {
      const { directory } = await launch(agent, { task: 'writer' })
      await rootScript(
        agent,
        `for i in 1 2 3 4 5; do test -s ${directory}/data || sleep 1; done
        test -s ${directory}/data`,
      )
      await kill(agent, 'writer')
      await assert.rejects(kill(agent, 'nobody'), /No task 'nobody'/)
    }
  })

  it('restarts the agent with another process', async () => {
    const pid = (agent: LabAgent) =>
      rootScript(agent, `systemctl show -P MainPID ${agent.unit}`).then((text) => text.trim())
    for (const agent of lab.agents) {
      const previous = await pid(agent)
      await rootScript(agent, `systemctl restart ${agent.unit}`)
      assert.notEqual(await pid(agent), previous)
    }
  })

  it('cannot write to the machine that it runs on', async () => {
    for (const path of [`/etc/${NAME}`, `/usr/${NAME}`]) {
      await rootScript(wrapped, `touch ${path} && test -e ${path}`)
      assert.ok(!existsSync(path), path)
    }
  })

  it('runs beside another lab', async () => {
    const other = await up({ name: `${NAME}-2`, agents: 1 })
    try {
      assert.notEqual(agentNamed(other, 'agent1').host, wrapped.host)
      assert.equal((await ssh(agentNamed(other, 'agent1'), ['hostname'])).stdout.trim(), 'agent1')
      await assert.rejects(up({ name: NAME, agents: 1 }), /there is a lab .* already/)
    } finally {
      await down(`${NAME}-2`)
    }
    assert.equal((await ssh(wrapped, ['true'])).status, 0)
  })

  it('runs the program given as agentBin from where it lies', async () => {
    const dir = mkdtempSync('/var/tmp/quotadeck-lab-')
    const agentBin = join(dir, 'mesos-agent')
    copyFileSync(new URL('../../native-hook/out/bin/mesos-agent', import.meta.url), agentBin)
    const other = await up({ name: `${NAME}-3`, agents: 1, agentBin }).catch((error) => {
      rmSync(dir, { recursive: true })
      throw error
    })
    try {
      const agent = agentNamed(other, 'agent1')
      const proc = `/proc/$(systemctl show -P MainPID ${agent.unit})`
      assert.equal((await rootScript(agent, `readlink ${proc}/exe`)).trim(), agentBin)
      const mounts = await rootScript(agent, `cat ${proc}/mounts`)
      assert.match(mounts, / \/sys\/fs\/cgroup\/\S*cpu\S* cgroup /)
      assert.match(mounts, / \/sys\/fs\/cgroup\/memory cgroup /)
      assert.doesNotMatch(mounts, / cgroup2 /)
    } finally {
      await down(`${NAME}-3`)
      rmSync(dir, { recursive: true })
    }
  })

  it('can fill a disk, freeze, change a host key and lose power', async () => {
    await fillDisk(plain)
    const full = await sshAsRoot(plain, ['sh', '-c', 'echo x >/var/lib/quotadeck/file'])
    assert.match(full.stderr, /No space left|write error|I\/O error/)
    await freeDisk(plain)
    await rootScript(plain, 'echo x >/var/lib/quotadeck/file')

    freeze(lab, wrapped)
    assert.equal((await ssh(wrapped, ['true'], { timeoutMs: 3000 })).status, 255)
    thaw(lab, wrapped)
    assert.equal((await ssh(wrapped, ['true'])).status, 0)

    const renewed = await changeHostKey(lab, wrapped)
    assert.match((await ssh(wrapped, ['true'])).stderr, /verification failed/)
    assert.equal((await ssh(renewed, ['true'])).status, 0)

    await powerOff(lab, wrapped)
    assert.equal((await ssh(wrapped, ['true'])).status, 255)
  })

  it('lets nothing of a machine run on when its power is cut', async () => {
    await launch(plain, { task: 'restless', command: 'while :; do echo x >>escaped; done' })
    await powerOff(lab, plain)
    // A process of the machine that ran on would find itself in the folder its kernel was started in.
    assert.ok(!existsSync(join(lab.dir, plain.name, 'escaped')))
  })

  it('goes down and leaves nothing', async () => {
    const state = readState(NAME)
    assert.ok(state?.forwarder)
    const namespace = readlinkSync(`/proc/${state.forwarder.pid}/ns/net`)
    assert.notEqual(namespace, readlinkSync('/proc/self/ns/net'))
    assert.ok(await connects(plain.host, plain.port))

    await down(NAME)

    for (const session of [state.forwarder, ...Object.values(state.machines)])
      assert.deepEqual(sessionMembers(session), [])
    assert.deepEqual(processesIn(namespace), [])
    assert.equal(await connects(plain.host, plain.port), false)
    assert.ok(!existsSync(lab.dir))
  })
})
