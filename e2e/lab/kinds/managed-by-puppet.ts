// Mesosphere's packages under Puppet, which purges /etc/mesos-slave: `puppet agent --test` puts the
// folder back to what the catalog says and restarts the agent when that changed something.

import { initWrapper } from './init-wrapper.ts'
import type { GuestFile, Kind } from './kind.ts'

const FOLDER = '/etc/mesos-slave'
const STATE = '/opt/puppetlabs/puppet/cache'
/** What a hand has put there, and no manifest of Puppet's knows. */
const BY_HAND = [`${FOLDER}/hooks`]

// In Puppet's place: it knows what was there at power-on, and does what purge => true does.
const PUPPET = `#!/bin/sh
[ "$*" = 'agent --test' ] || { echo "usage: puppet agent --test" >&2; exit 1; }
changed=
for path in ${FOLDER}/*; do
  [ -f "$path" ] || continue
  wanted=${STATE}/wanted/\${path##*/}
  if [ ! -f "$wanted" ]; then rm -f -- "$path"; changed=yes
  elif ! cmp -s -- "$wanted" "$path"; then cp -- "$wanted" "$path"; changed=yes
  fi
done
[ -z "$changed" ] || systemctl restart --no-block mesos-slave.service
`

function catalog(paths: readonly string[]): string {
  const file = (title: string, parameters: object) => ({
    type: 'File',
    title,
    tags: ['file', 'class'],
    exported: false,
    parameters,
  })
  const resources = [
    file(FOLDER, { ensure: 'directory', purge: true, recurse: true }),
    ...paths.map((path) => file(path, { ensure: 'file', owner: 'root' })),
  ]
  return JSON.stringify({ tags: ['settings'], name: 'agent', version: 1, resources })
}

export const managedByPuppet: Kind = {
  ...initWrapper,
  files: (context): GuestFile[] => {
    const files = initWrapper.files(context)
    const managed = files.filter(
      (file) => /^\/etc\/mesos-slave\/[^/]+$/.test(file.path) && !BY_HAND.includes(file.path),
    )
    return [
      ...files,
      { path: '/opt/puppetlabs/bin/puppet', content: PUPPET, mode: 0o755 },
      {
        path: `${STATE}/client_data/catalog/${context.agent.name}.json`,
        content: catalog(managed.map(({ path }) => path)),
      },
      ...managed.map((file) => ({
        ...file,
        path: `${STATE}/wanted/${file.path.slice(FOLDER.length + 1)}`,
      })),
    ]
  },
}
