import { describe, expect, it } from 'vitest'
import { type ScriptedAgent, snapshotOf } from '../testing/scripted-agent.ts'

async function found(agent: ScriptedAgent) {
  return (await snapshotOf(agent)).observation.findings
}
const messages = async (agent: ScriptedAgent) =>
  (await found(agent)).map(({ message }) => message).join('\n')

describe('conflicts of flags', () => {
  it('name both places and what Mesos would say', async () => {
    const flagFiles = {
      '/etc/default/mesos-slave': '# first\nMASTER=a:5050\n',
      '/etc/mesos-slave/master': 'b:5050\n',
    }
    expect((await found({ flagFiles }))[0]).toMatchObject({
      severity: 'error',
      flag: 'master',
      mesosError: "Flag 'master' is already loaded via name 'master'",
      message: expect.stringContaining(
        'Set by MASTER in /etc/default/mesos-slave, line 2 and --master in /etc/mesos-slave/master.',
      ),
    })
  })

  it('a flag that came later than this Mesos, unless the agent runs with it', async () => {
    const flagFiles = { '/etc/mesos-slave/xfs_kill_containers': 'true\n' }
    const http = { '/version': { version: '1.5.1' } }
    expect(await messages({ flagFiles, http })).toContain(
      "would not start: Failed to load unknown flag 'xfs_kill_containers'",
    )
    const process = { words: ['/usr/sbin/mesos-slave', '--xfs_kill_containers=true'] }
    expect(await messages({ flagFiles, http, process })).not.toContain('unknown flag')
  })

  it('a variable that is misspelt is ignored by Mesos, and that is said', async () => {
    const flagFiles = { '/etc/default/mesos-slave': 'MESOS_HOOK=a\n' }
    expect(await messages({ flagFiles })).toContain('MESOS_HOOK in /etc/default/mesos-slave')
  })

  it('what a restart would change beside hooks and modules', async () => {
    const flagFiles = { '/etc/mesos-slave/port': '5052\n' }
    const process = { words: ['/usr/sbin/mesos-slave', '--port=5051', '--quiet'] }
    expect(await messages({ flagFiles, process })).toContain('configured for --port, --quiet')
  })
})

it('a folder of flags that the wrapper does not read', async () => {
  const frames = [['unread', '/etc/mesos-agent', 'hooks\nmodules\n']] as const
  expect(await messages({ frames })).toContain('/etc/mesos-agent holds hooks, modules')
})

describe('configuration management', () => {
  const flagFiles = { '/etc/mesos-slave/hooks': 'a\n' }
  const puppet = ['managers', '', '/opt/puppetlabs/bin/puppet\n'] as const
  const catalog = (resource: string) =>
    ['catalog', '/opt/puppetlabs/c.json', `${resource}\n`] as const

  it('of Puppet that purges, that writes a file, and that knows nothing of it', async () => {
    const purging = catalog('"title":"/etc/mesos-slave","tags":[],"parameters":{"purge":true}')
    expect(await messages({ flagFiles, frames: [puppet, purging] })).toContain('purge => true')
    const writing = catalog('"title":"/etc/mesos-slave/hooks","parameters":{"ensure":"file"}')
    expect(await messages({ flagFiles, frames: [puppet, writing] })).toContain(
      'Puppet manages /etc/mesos-slave/hooks: at its next run',
    )
    const other = catalog('"title":"/etc/mesos-master","parameters":{"purge":true}')
    expect(await messages({ flagFiles, frames: [puppet, other] })).not.toContain('Puppet')
    expect(await messages({ flagFiles, frames: [puppet] })).toContain('no catalog was found')
  })

  it('of Chef, and what a file says of itself', async () => {
    const chef = ['managers', '', '/usr/bin/chef-client\n'] as const
    const replaced = ['replaced', '/var/chef/backup/etc/mesos-slave', 'hooks.chef-2024\n'] as const
    expect(await messages({ flagFiles, frames: [chef, replaced] })).toContain(
      'Chef has written /etc/mesos-slave/hooks before',
    )
    const defaults = { '/etc/default/mesos-slave': '# Ansible managed\nexport MESOS_HOOKS=a\n' }
    expect(await messages({ flagFiles: defaults })).toContain('"Ansible managed"')
  })
})
