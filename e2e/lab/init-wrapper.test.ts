import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const WRAPPER = new URL('guest/mesos-init-wrapper', import.meta.url).pathname

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'quotadeck-wrapper-'))
  // In the agent's place: prints its arguments, one in a line.
  put('/usr/sbin/mesos-agent', '#!/bin/sh\nfor word; do printf "%s\\n" "$word"; done\n', 0o755)
})

afterEach(() => rmSync(root, { recursive: true }))

function put(path: string, content: string, mode = 0o644): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), content, { mode })
}

/** Runs the wrapper with its absolute paths moved below `root`. */
function agentArguments(role = 'slave'): string[] {
  const script = readFileSync(WRAPPER, 'utf8').replaceAll(/\/(etc|usr\/sbin)\//g, `${root}$&`)
  put('/wrapper', script, 0o755)
  const env = { PATH: process.env.PATH }
  const out = execFileSync('/bin/sh', [join(root, 'wrapper'), role], {
    env,
    encoding: 'utf8',
    stdio: 'pipe',
  })
  return out.split('\n').slice(0, -1)
}

describe('mesos-init-wrapper', () => {
  it('turns a file into a flag with its contents', () => {
    put('/etc/mesos-slave/work_dir', '/var/lib/mesos\n')
    expect(agentArguments()).toEqual(['--work_dir=/var/lib/mesos'])
  })

  it('turns a file with a question mark into a flag without a value', () => {
    put('/etc/mesos-slave/?no-hostname_lookup', '')
    expect(agentArguments()).toEqual(['--no-hostname_lookup'])
  })

  it('turns a backup into a flag too, and leaves dotfiles alone', () => {
    put('/etc/mesos-slave/modules.bak', 'x')
    put('/etc/mesos-slave/.hidden', 'x')
    expect(agentArguments()).toEqual(['--modules.bak=x'])
  })

  it('keeps white space inside a value', () => {
    put('/etc/mesos-slave/hooks', 'a, b\n')
    expect(agentArguments()).toEqual(['--hooks=a, b'])
  })

  it('joins the folders of attributes and resources', () => {
    put('/etc/mesos-slave/attributes/rack', 'r1\n')
    put('/etc/mesos-slave/attributes/zone', 'z 2\n')
    put('/etc/mesos-slave/attributes/empty', '')
    put('/etc/mesos-slave/resources/cpus', '4\n')
    expect(agentArguments()).toEqual(['--attributes=rack:r1;zone:z 2', '--resources=cpus:4'])
  })

  it("takes MASTER, IP, LOGS and ISOLATION from the defaults, the role's own last", () => {
    put('/etc/mesos/zk', 'zk://h:2181/mesos\n')
    put('/etc/default/mesos', 'IP=10.0.0.1\nISOLATION=none\n')
    put(
      '/etc/default/mesos-slave',
      'MASTER=$(cat /etc/mesos/zk)\nISOLATION=posix/cpu\nLOGS=/l\n'.replace(
        '/etc',
        join(root, 'etc'),
      ),
    )
    expect(agentArguments()).toEqual([
      '--master=zk://h:2181/mesos',
      '--ip=10.0.0.1',
      '--log_dir=/l',
      '--isolation=posix/cpu',
    ])
  })

  it('exports what the defaults set', () => {
    put('/etc/default/mesos-slave', 'MESOS_HOOKS=a\n')
    put('/usr/sbin/mesos-agent', '#!/bin/sh\necho "$MESOS_HOOKS"\n', 0o755)
    expect(agentArguments()).toEqual(['a'])
  })

  it('refuses another role', () => {
    expect(() => agentArguments('scheduler')).toThrow('usage: mesos-init-wrapper slave')
  })
})
