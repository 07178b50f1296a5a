import { describe, expect, test } from 'vitest'
import { agentSettingsSchema } from '../electron/contract/agent.ts'
import { parseLabels, parseSettings, settingNames, settingsText, settingWord } from './settings.ts'

describe('settings in a form', () => {
  test('are all there, and come back as they were', () => {
    expect([...settingNames].sort()).toEqual(Object.keys(agentSettingsSchema.shape).sort())
    const settings = {
      port: 2222,
      user: 'ops',
      jumps: ['a@b:22', 'c'],
      useSshConfig: false,
      privilege: 'sudo',
      statusFile: '/s',
    } as const
    const read = parseSettings(settingsText({ ...settings, jumps: [...settings.jumps] }))
    expect(read).toEqual({ settings, problems: {} })
  })

  test('that cannot be are told by field', () => {
    const { settings, problems } = parseSettings({
      ...settingsText({}),
      port: '0',
      jumps: 'a b@c@d',
      statusFile: 'relative',
    })
    expect(settings).toEqual({})
    expect(Object.keys(problems)).toEqual(['port', 'jumps', 'statusFile'])
    expect(problems.port).toBe('1 to 65535')
  })

  test('have words where they are choices', () => {
    expect(settingWord('privilege', 'none')).toBe('the login is root')
    expect(settingWord('port', 22)).toBe('22')
  })
})

test('labels are name=value', () => {
  expect(parseLabels(['rack=r=1', ' site = ams ', 'gpu'])).toEqual({
    rack: 'r=1',
    site: 'ams',
    gpu: '',
  })
})
