// npm run screenshots: the documentation's pictures, of every screen in both themes, from a lab.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Browser, chromium, type Page } from 'playwright'
import { buildConsole } from '../../build/console.ts'
import { buildNative } from '../../build/native.ts'
import { serve } from '../../electron/entry/serve/server.ts'
import { chromiumOptions } from '../stage/chromium.ts'
import { onAgent } from '../stage/kernel.ts'
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

/** Waits for what a page of containers shows once every agent was read. */
async function containersSeen(page: Page): Promise<void> {
  await seen('runaway-report')(page)
  await sleep(2000)
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
    await onAgent(first, ['true'])
    const screens: Screen[] = [
      { file: 'fleet', hash: '#/fleet', ready: seen(last.name) },
      { file: 'agent', hash: `#/agents/${first.name}`, ready: seen('org_quotadeck_XfsQuotaHook') },
      { file: 'containers', hash: '#/containers', ready: containersSeen },
      { file: 'rollouts', hash: '#/rollouts', ready: seen(/succeeded/i) },
      {
        file: 'new-rollout',
        hash: `#/rollouts/new?agents=${last.name}`,
        ready: seen('org_quotadeck_XfsQuotaHook'),
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
