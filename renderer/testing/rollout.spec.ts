import { expect, test } from '@playwright/test'

test('selected agents are rolled out to, live, and a broken one is rolled back', async ({
  page,
}) => {
  await page.goto('/?scene=fast')
  for (const agent of ['batch-01', 'stateful-02', 'web-01', 'web-03']) {
    await page.getByRole('checkbox', { name: `Select ${agent}` }).check()
  }
  await page.getByRole('button', { name: 'Roll out to 4 agents…' }).click()
  await expect(page.getByText('3 to change · 1 refused')).toBeVisible()
  await expect(page.getByRole('region', { name: 'web-03' })).toContainText(
    'web-03 runs Mesos 1.11.0, the build is for 1.12.0',
  )
  await page.getByRole('region', { name: 'batch-01' }).getByRole('button').click()
  await expect(
    page.getByRole('figure', { name: 'Change of /etc/mesos/modules.json' }),
  ).toBeVisible()

  await page.getByRole('button', { name: 'Roll out to 3 agents' }).click()
  await expect(page.getByText('4 of 4 agents done')).toBeVisible()
  await expect(page.getByRole('progressbar', { name: 'Agents done' })).toHaveAttribute(
    'aria-valuenow',
    '4',
  )
  const fine = page.getByRole('region', { name: 'batch-01' })
  await expect(fine).toContainText('Succeeded')
  await expect(fine.getByRole('list', { name: 'Steps of batch-01' })).toContainText('gates: done')
  const broken = page.getByRole('region', { name: 'web-01' })
  await expect(broken).toContainText('Rolled back')
  await expect(broken).toContainText('did not pass the gate status-fresh')
  await expect(broken).toContainText('written by pid 1182, not by 2210')
  await broken.getByText('Evidence').click()
  await expect(broken).toContainText('Read-only file system')

  const unsure = page.getByRole('region', { name: 'stateful-02' })
  await unsure.getByRole('button', { name: /stateful-02/ }).click()
  await expect(unsure.getByRole('listitem').filter({ hasText: 'hooks-shown' })).toContainText(
    'unchecked',
  )
  await page.getByRole('button', { name: 'Plan again for the 2 left…' }).click()
  await expect(page.getByRole('heading', { name: 'New rollout' })).toBeVisible()
})

test('a rollout that is left and opened again is live', async ({ page }) => {
  await page.goto('/?scene=fast#/rollouts/new?agents=batch-01,web-01')
  await page.getByRole('button', { name: 'Roll out to 2 agents' }).click()
  await expect(page.getByText(/^0 of 2 agents done/)).toBeVisible()
  await page.keyboard.press('1')
  await expect(page.getByRole('grid', { name: 'Agents' })).toBeVisible()
  await page.goBack()
  await expect(page.getByText('2 of 2 agents done')).toBeVisible()
})

test('a file that is no build is refused, a build is taken and chosen', async ({ page }) => {
  await page.goto('/?scene=empty#/rollouts/new?agents=')
  await expect(page.getByText('Add a build of the hook')).toBeVisible()
  const file = page.locator('input[type=file]')
  await file.setInputFiles({
    name: 'notes.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('hi!'),
  })
  await expect(page.getByRole('alert')).toContainText('notes.txt is no ELF file')
  await file.setInputFiles({
    name: 'libquotadeck-hook-1.12.0.so',
    mimeType: 'application/octet-stream',
    buffer: Buffer.from([0x7f, 0x45, 0x4c, 0x46]),
  })
  await expect(page.getByRole('radio', { name: /Mesos 1.12.0/ })).toBeChecked()
  await expect(page.getByRole('alert')).toBeHidden()
})

test('one order of hooks is set for all agents', async ({ page }) => {
  await page.goto('/?scene=fast#/rollouts/new?agents=batch-01,web-01')
  await page.getByText('Same on all').click()
  await page.getByRole('button', { name: 'Move org_quotadeck_XfsQuotaHook' }).focus()
  await page.keyboard.press('Space')
  await expect(
    page.getByText('org_quotadeck_XfsQuotaHook is lifted at its own position 2 of 2.'),
  ).toBeAttached()
  // The list takes the arrow keys once it has measured itself, a moment after it says so.
  await expect(async () => {
    await page.keyboard.press('ArrowUp')
    await expect(page.getByText('is over position 1 of 2')).toBeAttached({ timeout: 500 })
  }).toPass()
  await page.keyboard.press('Space')
  await page.getByRole('region', { name: 'web-01' }).getByRole('button').click()
  await expect(
    page
      .getByRole('figure', { name: 'Change of /etc/mesos-slave/hooks' })
      .locator('[data-kind=added]'),
  ).toContainText('org_quotadeck_XfsQuotaHook,org_example_EnvironmentHook')
})

test('a parameter that is none is named', async ({ page }) => {
  await page.goto('/#/rollouts/new?agents=batch-01')
  await page.getByRole('textbox', { name: 'Module parameters' }).fill('nonsense')
  await expect(page.getByText('“nonsense” is not of the form key=value')).toBeVisible()
})

test('past rollouts are listed and open', async ({ page }) => {
  await page.goto('/#/rollouts')
  await page.getByRole('row', { name: /Succeeded/ }).click()
  await expect(page.getByText('4 of 4 agents done · 4 succeeded')).toBeVisible()
})
