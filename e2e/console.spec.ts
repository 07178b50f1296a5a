// The console in a browser, on real agents: what an operator does with it, seen on the agents too.

import { expect, type Page, test } from '@playwright/test'
import { serve } from '../electron/entry/serve/server.ts'
import { wantedHooks } from './stage/builds.ts'
import { kernelProjects, mappedBuilds, runningHooks } from './stage/kernel.ts'
import { prepare } from './stage/prepare.ts'
import { openStage, type Stage } from './stage/stage.ts'

let stage: Stage
let page: Page
const closing: (() => Promise<void>)[] = []
/** What the browser complained of, breaches of the page's content policy among it. */
const complaints: string[] = []

test.describe.configure({ mode: 'serial', timeout: 180_000 })

test.beforeAll(async ({ browser }) => {
  stage = await openStage(`console-${process.pid}`, 2, new AbortController().signal)
  closing.push(() => stage.close())
  const { engine, router } = await prepare(stage, (line) => console.log(`# ${line}`))
  closing.push(() => engine.close())
  const serving = await serve({ router })
  closing.push(() => serving.close())
  page = await browser.newPage()
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(serving.address())
})

test.afterAll(async () => {
  for (const close of closing.reverse()) await close()
})

const [first, last] = ['agent1', 'agent2']

function labAgent(name: string) {
  const agent = stage.lab.agents.find((candidate) => candidate.name === name)
  if (!agent) throw new Error(`the lab has no ${name}`)
  return agent
}

test('the fleet shows each agent as it is', async () => {
  await page.goto(`${new URL(page.url()).origin}/#/fleet`)
  const row = (name: string) => page.getByRole('row').filter({ hasText: name })
  await expect(row(first)).toContainText('Running')
  await expect(row(first)).toContainText('1.12.0')
  await expect(row(first)).toContainText('XfsQuotaHook')
  await expect(row(first)).toContainText('Enforced')
  await expect(row(last)).toContainText('Running')
  await expect(row(last)).not.toContainText('XfsQuotaHook')
})

test('an agent without the hook gets it with one click, live to the end', async () => {
  await page.getByRole('checkbox', { name: `Select ${last}` }).check()
  await page.getByRole('button', { name: /Roll out/ }).click()
  await expect(page.getByText(/1 to change/)).toBeVisible()
  await page.getByRole('button', { name: 'Roll out to 1 agent' }).click()
  await expect(page.getByText('1 of 1 agent done')).toBeVisible({ timeout: 120_000 })
  await expect(page.getByRole('region', { name: last })).toContainText('Succeeded')
  expect(await mappedBuilds(labAgent(last))).toHaveLength(1)
  expect(await runningHooks(labAgent(last))).toContain('org_quotadeck_XfsQuotaHook')
})

test('hooks are reordered with the keyboard; the diff comes first, the agent follows', async () => {
  await page.goto(`${new URL(page.url()).origin}/#/agents/${first}`)
  await page.getByRole('button', { name: 'Move org_quotadeck_XfsQuotaHook' }).focus()
  await page.keyboard.press('Space')
  await expect(page.getByText(/XfsQuotaHook is lifted/)).toBeAttached()
  // The list takes the arrow keys once it has measured itself, a moment after it says so.
  await expect(async () => {
    await page.keyboard.press('ArrowDown')
    await expect(page.getByText(/XfsQuotaHook is over position 2/)).toBeAttached({ timeout: 500 })
  }).toPass()
  await page.keyboard.press('Space')
  await page.getByRole('button', { name: 'Review change…' }).click()
  const review = page.getByRole('dialog')
  await expect(review.locator('[data-kind=added]')).toContainText(
    wantedHooks.toReversed().join(','),
  )
  expect(await runningHooks(labAgent(first))).toBe(wantedHooks.join(','))
  await review.getByRole('checkbox', { name: /Restart/ }).check()
  await review.getByRole('button', { name: 'Apply and restart' }).click()
  await expect(review).toBeHidden({ timeout: 60_000 })
  expect(await runningHooks(labAgent(first))).toBe(wantedHooks.toReversed().join(','))
})

test("the containers' usage is the kernel's", async () => {
  await page.goto(`${new URL(page.url()).origin}/#/containers`)
  const row = page.getByRole('row').filter({ hasText: 'log-shipper' }).filter({ hasText: first })
  await expect(row).toContainText('97 %')
  const full = page.getByRole('row').filter({ hasText: 'runaway-report' })
  await expect(full.first()).toContainText('100 %', { timeout: 60_000 })
  const kernel = await kernelProjects(labAgent(first))
  const atLimit = [...kernel.values()].filter((project) => project.usedKib === project.hardLimitKib)
  expect(atLimit.map((project) => project.hardLimitKib)).toContain(24 * 1024)
})

test('the browser had nothing to complain of', () => {
  expect(complaints).toEqual([])
})
