import { describe, expect, it } from 'vitest'
import { commandWithoutSecrets, hiddenSecrets, withoutSecretTexts } from './secrets.ts'

const change = (path: string, before: string | null, after: string | null) =>
  withoutSecretTexts({ path, before, after, expectedSha256: null })

describe('a change for showing', () => {
  it('hides secrets of environment files and keeps the diff useful', () => {
    const before = `# keep\nAWS_SECRET_ACCESS_KEY="s3\\"cret"\nMESOS_HOOKS=a\nexport API_TOKEN=t1\n`
    const after = before.replace('HOOKS=a', 'HOOKS=b').replace('t1', 't2')
    const shown = change('/etc/default/mesos', before, after)
    expect(shown.before).toBe(
      '# keep\nAWS_SECRET_ACCESS_KEY=(hidden)\nMESOS_HOOKS=a\nexport API_TOKEN=(hidden)\n',
    )
    expect(shown.after).toBe(
      '# keep\nAWS_SECRET_ACCESS_KEY=(hidden)\nMESOS_HOOKS=b\nexport API_TOKEN=(hidden, another)\n',
    )
  })

  it('hides them in units, flag files and URLs, but no path to one', () => {
    const unit = `[Service]\nExecStart=/a --docker_config={"auths":1} --credential=/etc/c \\\n  --hooks=a\nEnvironment="X_TOKEN=a b" B=1\n`
    expect(change('/etc/systemd/system/x.service', unit, null).before).toBe(
      '[Service]\nExecStart=/a --docker_config=(hidden) --credential=/etc/c \\\n  --hooks=a\nEnvironment=X_TOKEN=(hidden) B=1\n',
    )
    expect(change('/etc/mesos-slave/docker_config', null, '{"auths":1}\n').after).toBe(
      '(hidden, another)\n',
    )
    expect(change('/etc/mesos/zk', 'zk://u:pw@h:1,h2/m\n', null).before).toBe(
      'zk://u:(hidden)@h:1,h2/m\n',
    )
  })

  it('leaves a manifest as it is', () => {
    const manifest = '{"libraries":[{"file":"/x.so"}]}\n'
    expect(change('/etc/modules.json', manifest, manifest)).toMatchObject({ after: manifest })
  })
})

it('a command line shows no secret', () => {
  expect(commandWithoutSecrets('/a --master=zk://u:pw@h/m --jwt_secret_key=abc --hooks=a')).toBe(
    '/a --master=zk://u:(hidden)@h/m --jwt_secret_key=(hidden) --hooks=a',
  )
  expect(hiddenSecrets('credential', 'file:///etc/c')).toBe('file:///etc/c')
})
