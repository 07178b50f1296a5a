import { expect, test } from '@playwright/test'

const row = (name: string) => ({ name: new RegExp(name) })

test('an import is previewed, recorded as it was shown, and refused when that is stale', async ({
  page,
}) => {
  await page.goto('/')
  await expect(page.getByText('12 agents')).toBeVisible()
  await page.keyboard.press('i')
  await expect(page.getByRole('heading', { level: 1, name: 'Import agents' })).toBeVisible()
  await page.getByRole('combobox', { name: 'Kind of source' }).click()
  await page.getByRole('option', { name: 'Ansible inventory, YAML' }).click()
  await page.getByLabel('Text of the source').fill('<html>')
  await expect(page.getByRole('alert')).toContainText('groups by name are expected')
  await page.getByLabel('Text of the source').fill('dc3:\n  hosts:\n    new-01:\n')
  const preview = page.getByRole('table', { name: 'Agents of the source' })
  await expect(preview.getByRole('row', row('agent 5'))).toContainText('Refused')
  await expect(preview.getByRole('row', row('agent 5'))).toContainText('line 12')
  await expect(preview.getByRole('row', row('batch-01'))).toContainText('10.30.0.9')
  await expect(page.getByText('2 to add · 1 to change · 1 as they are · 1 refused')).toBeVisible()
  await expect(page.getByText('ansible_password is a secret')).toBeVisible()
  await page.getByRole('button', { name: 'Record 3 agents' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'Recorded' })).toContainText('2 agents')
  await page.getByRole('button', { name: 'To the fleet' }).click()
  // What is live goes on when the screen is left and opened again.
  await expect(page.getByRole('row', row('new-01'))).toContainText('Open')
})

test('a preview that is no longer so is not applied', async ({ page }) => {
  await page.goto('/?scene=stale#/import')
  await page.getByRole('button', { name: 'Record 3 agents' }).click()
  await expect(page.getByRole('alert')).toContainText('changed since the preview')
  await page.getByRole('alert').getByRole('button', { name: 'Preview again' }).click()
  await page.getByRole('button', { name: 'Record 3 agents' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'Recorded' })).toBeVisible()
})

test('groups give settings, which an agent shows as inherited and may replace', async ({
  page,
}) => {
  await page.goto('/#/groups/edge')
  const settings = page.getByRole('region', { name: 'edge' })
  await settings.getByLabel('SSH port').fill('99999')
  await expect(settings.getByText('1 to 65535')).toBeVisible()
  await settings.getByLabel('SSH port').fill('2022')
  await settings.getByRole('button', { name: 'Save settings' }).click()
  await expect(settings.getByText('Saved.')).toBeVisible()
  await page.getByRole('button', { name: 'Take edge-fra-1 out' }).click()
  await expect(page.getByRole('link', { name: 'edge-fra-1' })).toBeHidden()
  await page.goto('/#/agents/edge-ams-1')
  await page.getByRole('button', { name: 'Settings' }).click()
  const dialog = page.getByRole('dialog', { name: 'Settings of edge-ams-1' })
  await expect(dialog.getByLabel('SSH port')).toHaveAttribute('placeholder', '2022')
  await expect(dialog.getByText('from edge').first()).toBeVisible()
  await dialog.getByLabel('SSH port').fill('2200')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toBeHidden()
})

test('the keyboard selects, folds, groups, exports and removes', async ({ page }) => {
  await page.goto('/')
  await expect(page.getByText('12 agents')).toBeVisible()
  await page.keyboard.press('/')
  await page.keyboard.type('group:edge label:site=ams')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Space')
  await page.keyboard.press('j')
  await page.keyboard.press('Space')
  const bar = page.getByRole('toolbar', { name: 'Selected agents' })
  await expect(bar).toContainText('2 agents selected')
  await page.keyboard.press('l')
  const dialog = page.getByRole('dialog', { name: 'Groups and labels of 2 agents' })
  await expect(dialog.getByRole('combobox', { name: 'Add to groups' })).toBeFocused()
  await page.keyboard.type('gpu')
  await page.keyboard.press('Enter')
  await dialog.getByRole('button', { name: 'Change' }).click()
  await expect(page.getByRole('row', row('edge-ams-1'))).toContainText('gpu')
  await bar.getByRole('button', { name: 'Export…' }).click()
  const exported = page.getByRole('dialog', { name: 'Export agents' })
  await expect(exported).toContainText('csv edge-ams-2')
  const saved = page.waitForEvent('download')
  await exported.getByRole('button', { name: 'Save as agents.csv' }).click()
  expect((await saved).suggestedFilename()).toBe('agents.csv')
  await exported.getByRole('button', { name: 'Close' }).last().click()
  await bar.getByRole('button', { name: 'Remove…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await expect(page.getByText('10 agents')).toBeVisible()
})

test('the table folds by what agents have', async ({ page }) => {
  await page.goto('/')
  await expect(page.getByRole('row', row('web-01'))).toBeVisible()
  await page.getByRole('combobox', { name: 'Fold the table' }).click()
  await page.getByRole('option', { name: 'By group' }).click()
  const heading = page.getByRole('row', { name: /dc1 3 agents/ })
  await heading.focus()
  await page.keyboard.press('Enter')
  await expect(heading).toHaveAttribute('aria-expanded', 'false')
  await expect(page.getByRole('row', row('batch-01'))).toBeHidden()
  await expect(page.getByRole('row', { name: /None 3 agents/ })).toBeVisible()
})

test('questions of logins are answered in turn, with one password for all that ask the same', async ({
  page,
}) => {
  await page.goto('/?scene=prompts')
  const bastion = page.getByRole('dialog', { name: 'Login to the bastion' })
  await expect(bastion).toContainText('on the way over ops@bastion.example.net:22')
  // Nothing is typed for it, so it waits in no line.
  await expect(bastion).toContainText('Touch the security key, for batch-01.')
  await expect(bastion.getByLabel('Password', { exact: true })).toHaveAttribute('type', 'password')
  await expect(bastion.getByLabel('Verification code')).not.toHaveAttribute('type', 'password')
  await bastion.getByLabel('Password', { exact: true }).fill('wrong')
  await page.keyboard.press('Enter')
  await expect(bastion.getByRole('alert')).toContainText('Attempt 2')
  await expect(bastion.getByLabel('Password', { exact: true })).toHaveValue('')
  await page.keyboard.press('Escape')
  const sudo = page.getByRole('dialog', { name: 'sudo password of operator' })
  await expect(sudo).toContainText('For batch-03')
  await expect(sudo.getByLabel('Use it for the other 1 agent')).toBeChecked()
  await sudo.getByLabel('Password', { exact: true }).fill('right')
  await page.keyboard.press('Enter')
  const key = page.getByRole('dialog', { name: 'Passphrase of' })
  await expect(key).toContainText('and 2 other agents')
  await key.getByRole('button', { name: 'Not now' }).click()
  const touch = page.getByRole('dialog', { name: 'Touch the security key' })
  await expect(touch).toContainText('For batch-01')
  await expect(touch.getByRole('button', { name: 'Answer' })).toHaveCount(0)
  await touch.getByRole('button', { name: 'Not now' }).click()
  await expect(page.getByRole('dialog')).toBeHidden()
})

test('the way to agents is tested step by step, and again after the key was trusted', async ({
  page,
}) => {
  await page.goto('/?scene=fast')
  await expect(page.getByText('12 agents')).toBeVisible()
  await page.getByLabel('Select edge-ams-1').click()
  await page.getByLabel('Select edge-ams-2').click()
  await page.keyboard.press('t')
  const dialog = page.getByRole('dialog', { name: 'Way to 2 agents' })
  await expect(dialog).toContainText('1 reached · 1 not reached')
  const steps = dialog.getByRole('list', { name: 'Steps of edge-ams-2' })
  await expect(steps.getByRole('listitem')).toHaveText([
    /Resolve the address.*done/,
    /Jump hosts.*done.*ops@bastion/,
    /Connect.*done/,
    /Host key.*failed/,
    /Log in.*not tried/,
    /Become root.*not tried/,
    /Mesos agent.*not tried/,
  ])
  await dialog.getByRole('button', { name: 'Compare host key…' }).click()
  await page.getByRole('button', { name: 'It is the same: trust it' }).click()
  await expect(dialog).toContainText('2 reached')
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(page.getByText('2 agents selected')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByText('2 agents selected')).toBeHidden()
})

test('host keys of several agents are compared each for itself, changed ones never trusted', async ({
  page,
}) => {
  await page.goto('/?scene=fast')
  await expect(page.getByText('12 agents')).toBeVisible()
  for (const name of ['batch-01', 'batch-02', 'web-02', 'web-03'])
    await page.getByLabel(`Select ${name}`).click()
  await page.keyboard.press('h')
  const dialog = page.getByRole('dialog', { name: 'Host keys of 4 agents' })
  await expect(dialog.getByRole('row', row('web-02'))).toContainText('known_hosts:12')
  await expect(dialog.getByLabel('The key of web-02 is compared')).toBeDisabled()
  await expect(dialog.getByLabel('The key of web-03 is compared')).toBeDisabled()
  const owner = dialog.getByLabel('Fingerprints that their owner gave')
  await owner.fill('256 SHA256:q3Vd0mXhZbH2b0k7kX0r1p8yq1o8b1x2gJk9H5mW3sE root@batch-01 (ED25519)')
  await expect(dialog.getByLabel('The key of batch-01 is compared')).toBeChecked()
  await expect(dialog.getByLabel('The key of batch-02 is compared')).not.toBeChecked()
  await expect(dialog.getByRole('button', { name: 'Trust 1 compared key' })).toBeEnabled()
  await dialog.getByLabel('The key of batch-02 is compared').click()
  await dialog.getByRole('button', { name: 'Trust 2 compared keys' }).click()
  await expect(dialog.getByRole('button', { name: 'Trust those compared' })).toBeDisabled()
})
