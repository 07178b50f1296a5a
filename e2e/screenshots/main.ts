// npm run screenshots: the documentation's pictures, of every screen in both themes, from a lab.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Browser, chromium, type Page } from 'playwright'
import { buildConsole } from '../../build/console.ts'
import { buildNative } from '../../build/native.ts'
import { serve } from '../../electron/entry/serve/server.ts'
import { chromiumOptions } from '../stage/chromium.ts'
import { prepare } from '../stage/prepare.ts'
import { openStage, type Stage } from '../stage/stage.ts'

const docs = join(import.meta.dirname, '../../docs')
const themes = ['light', 'dark'] as const

interface Screen {
  readonly file: string
  readonly hash: string
  /** What has to be seen before the picture is taken. */
  readonly ready: (page: Page) => Promise<void>
}

function seen(text: string | RegExp): Screen['ready'] {
  return (page) => page.getByText(text).first().waitFor()
}

/** Every agent was observed. */
async function fleetSeen(page: Page): Promise<void> {
  await page.getByText('Observing').first().waitFor({ state: 'detached' })
}

/** The container that wants too much has come to its limit on both agents. */
async function containersSeen(page: Page): Promise<void> {
  await page.getByText('100 %').nth(1).waitFor({ timeout: 60_000 })
}

/** Opens the rollout that is listed, and its first agent's gates. */
async function openRollout(page: Page): Promise<void> {
  await page.getByRole('row', { name: /Succeeded/ }).click()
  await page.getByRole('region', { name: 'agent1' }).getByRole('button').first().click()
  await seen('containers-kept')(page)
}

async function takePictures(browser: Browser, address: () => string, screens: readonly Screen[]) {
  for (const theme of themes) {
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      colorScheme: theme,
      reducedMotion: 'reduce',
    })
    const page = await context.newPage()
    await page.goto(address())
    for (const { file, hash, ready } of screens) {
      await page.goto(new URL(`/${hash}`, page.url()).href)
      await ready(page)
      await sleep(500)
      await page.screenshot({ path: join(docs, `${file}-${theme}.png`) })
      console.error(`screenshots: ${file}-${theme}.png`)
    }
    await context.close()
  }
}

async function run(stage: Stage): Promise<void> {
  const { engine, router } = await prepare(stage, (line) => console.error(`screenshots: ${line}`))
  const serving = await serve({ router })
  const browser = await chromium.launch(chromiumOptions)
  try {
    const [first, last] = [stage.lab.agents.at(0), stage.lab.agents.at(-1)]
    if (!first || !last) throw new Error('the lab has no agents')
    const screens: Screen[] = [
      { file: 'fleet', hash: '#/fleet', ready: fleetSeen },
      { file: 'agent', hash: `#/agents/${first.name}`, ready: seen('org_quotadeck_XfsQuotaHook') },
      { file: 'containers', hash: '#/containers', ready: containersSeen },
      { file: 'rollouts', hash: '#/rollouts', ready: seen(/succeeded/i) },
      { file: 'rollout', hash: '#/rollouts', ready: openRollout },
      {
        file: 'new-rollout',
        hash: `#/rollouts/new?agents=${last.name}`,
        ready: seen(/1 to change/),
      },
    ]
    await takePictures(browser, () => serving.address(), screens)
  } finally {
    await browser.close()
    await serving.close()
    await engine.close()
  }
}

mkdirSync(docs, { recursive: true })
buildNative()
await buildConsole()
const stage = await openStage('screenshots', 3, new AbortController().signal)
try {
  await run(stage)
} finally {
  await stage.close()
}
