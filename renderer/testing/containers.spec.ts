import { expect, test } from '@playwright/test'

test('containers show their use, the fullest first, and it moves', async ({ page }) => {
  await page.goto('/#/containers')
  const rows = page.getByRole('grid', { name: 'Containers' }).locator('tbody tr')
  await expect(rows.first()).toContainText('frontend.a81')
  await expect(rows.first()).toContainText('Full')
  await expect(rows.first().getByRole('meter')).toHaveAttribute('aria-valuetext', '100 %')
  await expect(rows.nth(1).getByRole('meter')).toHaveAttribute('aria-valuetext', '97 %')
  const growing = page.getByRole('row', { name: /report.pdf-render/ })
  const before = await growing.textContent()
  await expect(growing).not.toHaveText(before ?? '')
})

test('they are sorted and filtered', async ({ page }) => {
  await page.goto('/#/containers')
  const rows = page.getByRole('grid', { name: 'Containers' }).locator('tbody tr')
  await page.getByRole('button', { name: 'Task' }).click()
  await expect(rows.first()).toContainText('etl.clicks-hourly')
  await page.getByRole('button', { name: 'Used' }).click()
  await expect(rows.first()).toContainText('kafka.broker-1')
  await page.keyboard.press('/')
  await page.keyboard.type('stateful-02 kafka')
  await expect(rows).toHaveCount(1)
  await page.keyboard.press('Escape')
  await page.keyboard.type('nothing like this')
  await expect(page.getByText('No container matches')).toBeVisible()
})

test('agents that could not be read stay in sight, with the reason', async ({ page }) => {
  await page.goto('/#/containers')
  await page.getByText('5 agents could not be read').click()
  await expect(page.getByText('cut off after 4096 of 5210 bytes')).toBeVisible()
  await expect(page.getByText('web-02 has no status file')).toBeVisible()
  await expect(page.getByRole('row', { name: /frontend.b17/ })).toContainText('Stale')
})

test('a row opens to all that is known', async ({ page }) => {
  await page.goto('/#/containers')
  await page.getByRole('row', { name: /zookeeper.2/ }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText('statfs: Input/output error')).toBeVisible()
})
