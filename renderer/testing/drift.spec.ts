import { expect, test } from '@playwright/test'

test('the fleet is folded into groups; the keyboard walks, opens and chooses the reference', async ({
  page,
}) => {
  await page.goto('/?scene=fast')
  await expect(page.getByText('12 agents')).toBeVisible()
  await page.keyboard.press('4')
  const groups = page.getByRole('grid', { name: 'Groups of the same' })
  const row = (name: RegExp) => groups.getByRole('row', { name })
  await expect(page.getByText('9 agents in 3 groups · 3 not seen')).toBeVisible()
  await expect(row(/batch-01/)).toContainText('reference')
  await expect(row(/edge-ams-1/)).toContainText('outlier')
  await expect(row(/stateful-01/).locator('[data-differs]')).toHaveCount(3)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await expect(row(/stateful-01/)).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByText('parameter default_hard_limit 10GiB → 20GiB')).toBeVisible()
  await page.keyboard.press('r')
  await expect(row(/stateful-01/).first()).toContainText('reference')
  await expect(row(/batch-01/).first()).not.toContainText('reference')
})

test('agents that were not seen say why and when they last were', async ({ page }) => {
  await page.goto('/?scene=fast#/drift')
  const unseen = page.getByRole('region', { name: 'Not seen' })
  await expect(unseen.getByRole('row').filter({ hasText: 'edge-fra-1' })).toContainText(
    'refused the connection',
  )
  await expect(unseen).toContainText('last seen 2 h ago')
})

test('a group converges by a rollout that is planned and changes that are reviewed', async ({
  page,
}) => {
  await page.goto('/?scene=fast#/drift')
  await page.getByRole('row', { name: /edge-ams-1/ }).click()
  await page.getByRole('button', { name: 'Converge…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Make 1 agent like batch-01' })
  await dialog.getByRole('button', { name: 'Plan the rollout…' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'New rollout' })).toBeVisible()
  expect(page.url()).toContain('agents=edge-ams-1&build=4be0a1d2c3f4')
})

test('observing all says how far it is; an empty fleet says what to do', async ({ page }) => {
  await page.goto('/#/drift')
  await expect(page.getByText('9 agents in 3 groups · 3 not seen')).toBeVisible()
  await page.keyboard.press('o')
  await expect(page.getByText(/\d+ of 12 observed/)).toBeVisible()
  await page.goto('/?scene=empty#/drift')
  await expect(page.getByText('Add agents to the fleet first.')).toBeVisible()
})
