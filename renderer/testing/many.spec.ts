import { expect, type Page, test } from '@playwright/test'

const fleet = (page: Page) => page.getByRole('grid', { name: 'Agents' })
const row = (page: Page, name: string) => fleet(page).getByRole('row', { name: new RegExp(name) })

test('of a thousand agents only those in sight are in the page, and all are counted', async ({
  page,
}) => {
  await page.goto('/?scene=many')
  await expect(
    page.getByText(/1.000 agents · 950 running · 50 could not be observed/),
  ).toBeVisible()
  await expect(fleet(page)).toHaveAttribute('aria-rowcount', '1001')
  await expect(row(page, 'agent0001')).toHaveAttribute('aria-rowindex', '2')
  expect(await fleet(page).getByRole('row').count()).toBeLessThan(80)
  await page.keyboard.press('/')
  await page.keyboard.type('group:dc1 state:unreachable')
  await expect(page.getByText(/17 of 1.000 agents · 0 running · 17 could not/)).toBeVisible()
  await expect(fleet(page)).toHaveAttribute('aria-rowcount', '18')
})

test('the keyboard walks to the end and back, and selects all that are shown', async ({ page }) => {
  await page.goto('/?scene=many')
  await expect(row(page, 'agent0001')).toContainText('Running')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('End')
  await expect(row(page, 'agent1000')).toBeFocused()
  await expect(row(page, 'agent1000')).toBeInViewport()
  await expect(row(page, 'agent1000')).toHaveAttribute('aria-rowindex', '1001')
  for (let step = 0; step < 40; step++) await page.keyboard.press('k')
  await expect(row(page, 'agent0960')).toBeFocused()
  await expect(row(page, 'agent0960')).toBeInViewport()
  await page.keyboard.press('Home')
  await expect(row(page, 'agent0001')).toBeFocused()
  await expect(row(page, 'agent0001')).toBeInViewport()
  await page.keyboard.press('/')
  await page.keyboard.type('agent00')
  await expect(page.getByText(/99 of 1.000 agents/)).toBeVisible()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Control+a')
  await expect(page.getByText('99 agents selected')).toBeVisible()
})

test('the row with the focus stays where the keyboard left it while the table is scrolled', async ({
  page,
}) => {
  await page.goto('/?scene=many')
  await expect(row(page, 'agent0001')).toContainText('Running')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('j')
  await expect(row(page, 'agent0002')).toBeFocused()
  await page.mouse.move(700, 400)
  await page.mouse.wheel(0, 20_000)
  await expect(row(page, 'agent0470')).toBeInViewport()
  await expect(row(page, 'agent0002')).toBeFocused()
  await page.keyboard.press('j')
  await expect(row(page, 'agent0003')).toBeFocused()
  await expect(row(page, 'agent0003')).toBeInViewport()
})

test('thousands of containers are sorted, filtered and opened', async ({ page }) => {
  await page.goto('/?scene=many#/containers')
  const table = page.getByRole('grid', { name: 'Containers' })
  await expect(page.getByText(/4.750 containers on 1.000 agents/)).toBeVisible()
  await expect(table).toHaveAttribute('aria-rowcount', '4751')
  // In one line, however many names follow.
  const unread = page.getByText('50 agents could not be read')
  expect((await unread.boundingBox())?.height).toBeLessThan(24)
  expect(await table.getByRole('row').count()).toBeLessThan(80)
  await page.getByRole('button', { name: 'Agent', exact: true }).click()
  await expect(table.getByRole('row').nth(1)).toContainText('agent0001')
  await page.keyboard.press('/')
  await page.keyboard.type('agent0999')
  await expect(page.getByText(/5 of 4.750 containers/)).toBeVisible()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await expect(table.getByText('Limited since')).toBeVisible()
})

test('drift names the outliers and those that were not seen', async ({ page }) => {
  await page.goto('/?scene=many#/drift')
  await expect(page.getByText(/980 agents in 8 groups · 20 not seen/)).toBeVisible()
  const groups = page.getByRole('grid', { name: 'Groups of the same' })
  await expect(groups.getByText('outlier')).toHaveCount(5)
  const unseen = page.getByRole('region', { name: 'Not seen' })
  await expect(unseen.getByRole('row')).toHaveCount(20)
  await expect(unseen.getByRole('row').first()).toContainText('did not complete')
})

test('groups that are nine hundred are walked, and opened far down', async ({ page }) => {
  await page.goto('/?scene=scattered#/drift')
  await expect(page.getByText(/900 agents in 900 groups · 100 not seen/)).toBeVisible()
  const groups = page.getByRole('grid', { name: 'Groups of the same' })
  await expect(groups).toHaveAttribute('aria-rowcount', '901')
  expect(await groups.getByRole('row').count()).toBeLessThan(80)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('End')
  const last = groups.getByRole('row', { name: /agent0900/ }).first()
  await expect(last).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(last).toHaveAttribute('aria-expanded', 'true')
  await expect(groups).toHaveAttribute('aria-rowcount', '902')
  await expect(groups.getByRole('button', { name: 'Converge…' })).toBeVisible()
})

test('a rollout of a thousand agents shows those in sight, and keeps open what was opened', async ({
  page,
}) => {
  await page.goto('/?scene=many#/rollouts/new')
  await page.getByRole('button', { name: /^All 1.?000/ }).click()
  const plans = page.getByRole('table', { name: 'Planned agents' })
  await expect(plans).toHaveAttribute('aria-rowcount', '1001')
  expect(await plans.getByRole('row').count()).toBeLessThan(80)
  await page.getByRole('button', { name: /^Roll out to/ }).click()
  const agents = page.getByRole('table', { name: 'Agents' })
  await expect(agents).toHaveAttribute('aria-rowcount', '1001')
  expect(await agents.getByRole('row').count()).toBeLessThan(80)
  const first = page.getByRole('button', { name: /agent0002/ })
  await first.click()
  await expect(first).toHaveAttribute('aria-expanded', 'true')
  await page.mouse.move(700, 400)
  await page.mouse.wheel(0, 20_000)
  await expect(first).toHaveCount(0)
  await page.mouse.wheel(0, -20_000)
  await expect(first).toHaveAttribute('aria-expanded', 'true')
})

test('a rollout takes a whole group of agents', async ({ page }) => {
  await page.goto('/?scene=many#/rollouts/new')
  await page.getByRole('combobox', { name: 'Agents to roll out to' }).click()
  await page.getByRole('option', { name: 'dc2: 333 agents' }).click()
  await expect(page.getByText('333 agents chosen')).toBeVisible()
  await page.getByRole('button', { name: 'None', exact: true }).click()
  await expect(page.getByText('333 agents chosen')).toBeHidden()
})

test('host keys and tests of a thousand agents are in the page as far as they are in sight', async ({
  page,
}) => {
  await page.goto('/?scene=many')
  await expect(row(page, 'agent0001')).toContainText('Running')
  await page.keyboard.press('Control+a')
  await page.keyboard.press('h')
  const keys = page.getByRole('table', { name: 'Offered host keys' })
  await expect(page.getByText(/1.000 never seen/)).toBeVisible()
  await expect(keys).toHaveAttribute('aria-rowcount', '1001')
  expect(await keys.getByRole('row').count()).toBeLessThan(80)
  await page.keyboard.press('Escape')
  await page.keyboard.press('t')
  const tests = page.getByRole('table', { name: 'Tests' })
  await expect(tests).toHaveAttribute('aria-rowcount', '1001')
  expect(await tests.getByRole('row').count()).toBeLessThan(80)
})
