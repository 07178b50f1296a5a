import { readFile } from 'node:fs/promises'
import { expect, type Page, test } from '@playwright/test'

const order = (page: Page) => page.getByRole('list', { name: 'Hooks in order' }).locator('code')

test('hooks are reordered with the keyboard, reviewed and applied', async ({ page }) => {
  await page.goto('/?scene=fast#/agents/batch-01')
  await expect(order(page)).toHaveText([
    'org_example_EnvironmentHook',
    'org_quotadeck_XfsQuotaHook',
  ])
  await page.getByRole('button', { name: 'Move org_example_EnvironmentHook' }).focus()
  await page.keyboard.press('Space')
  await expect(
    page.getByText('org_example_EnvironmentHook is lifted at its own position 1 of 2.'),
  ).toBeAttached()
  // The list takes the arrow keys once it has measured itself, a moment after it says so.
  await expect(async () => {
    await page.keyboard.press('ArrowDown')
    await expect(
      page.getByText('org_example_EnvironmentHook is over position 2 of 2.'),
    ).toBeAttached({ timeout: 500 })
  }).toPass()
  await page.keyboard.press('Space')
  await expect(order(page)).toHaveText([
    'org_quotadeck_XfsQuotaHook',
    'org_example_EnvironmentHook',
  ])
  await expect(page.getByText('not applied: hooks')).toBeVisible()

  await page.getByRole('button', { name: 'Review change…' }).click()
  const review = page.getByRole('dialog', { name: 'Change on batch-01' })
  await expect(review).toContainText('The agent will start with this')
  const diff = review.getByRole('figure', { name: 'Change of /etc/mesos-slave/hooks' })
  await expect(diff.locator('[data-kind=removed]')).toContainText(
    'org_example_EnvironmentHook,org_quotadeck_XfsQuotaHook',
  )
  await expect(diff.locator('[data-kind=added]')).toContainText(
    'org_quotadeck_XfsQuotaHook,org_example_EnvironmentHook',
  )
  await review.getByRole('button', { name: 'Apply' }).click()
  await expect(review).toBeHidden()
  await expect(page.getByText('restart owed')).toBeVisible()
  await expect(page.getByText('not applied: hooks')).toBeHidden()
})

test('Alt and an arrow key move a hook at once, and the order is said in words', async ({
  page,
}) => {
  await page.goto('/?scene=fast#/agents/batch-01')
  const handle = page.getByRole('button', { name: 'Move org_example_EnvironmentHook' })
  await handle.focus()
  await page.keyboard.press('Alt+ArrowDown')
  await expect(order(page)).toHaveText([
    'org_quotadeck_XfsQuotaHook',
    'org_example_EnvironmentHook',
  ])
  await expect(page.getByText('is at position 2 of 2.')).toBeAttached()
  await expect(page.getByRole('list', { name: 'What the order means' })).toContainText(
    'now org_example_EnvironmentHook’s value stays, not org_quotadeck_XfsQuotaHook’s',
  )
  await expect(handle).toBeFocused()
  await page.keyboard.press('Alt+ArrowUp')
  await expect(page.getByText('not applied: hooks')).toBeHidden()
})

test('a hook that is not provided shows what Mesos says, and is put right with one press', async ({
  page,
}) => {
  await page.goto('/?scene=fast#/agents/batch-01')
  await page.getByRole('combobox', { name: 'Hook to add' }).fill('nobody')
  await page.getByRole('button', { name: 'Hook to add: add' }).click()
  await expect(page.getByText("No hook module named 'nobody' available")).toBeVisible()
  await page.getByRole('button', { name: 'Take it out' }).click()
  await expect(page.getByText('not applied: hooks')).toBeHidden()
})

test('a hook says which build it is from and when it is called, as far as that is known', async ({
  page,
}) => {
  await page.goto('/?scene=fast#/agents/batch-01')
  const item = (name: string) =>
    page
      .getByRole('list', { name: 'Hooks in order' })
      .getByRole('listitem')
      .filter({ hasText: name })
  await expect(item('org_quotadeck_XfsQuotaHook')).toContainText('0.0.9 for Mesos 1.12.0')
  await expect(item('org_quotadeck_XfsQuotaHook')).toContainText(
    'Called before a Docker container starts, as an executor is removed, at each task status.',
  )
  await expect(item('org_example_EnvironmentHook')).toContainText('Callbacks unknown')
})

test('isolators say what they do, what is wrong with them, and are put right with one press', async ({
  page,
}) => {
  await page.goto('/?scene=fast#/agents/batch-01')
  const isolators = page.getByRole('list', { name: 'Isolators in order' })
  await expect(isolators.locator('code')).toHaveText(['cgroups/cpu', 'cgroups/mem', 'disk/du'])
  await expect(isolators).toContainText('Limits memory; a container that takes more is killed.')
  await page.getByRole('combobox', { name: 'Isolator to add' }).fill('namespaces/pid')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Isolator to add: add' }).click()
  await expect(isolators).toContainText(
    "Failed to create isolator 'namespaces/pid': 'filesystem/linux' must be used to enable pid namespace",
  )
  await isolators.getByRole('button', { name: 'Put filesystem/linux in' }).click()
  await expect(isolators.locator('code')).toHaveText([
    'filesystem/linux',
    'cgroups/cpu',
    'cgroups/mem',
    'disk/du',
    'namespaces/pid',
  ])
  await page.getByRole('combobox', { name: 'Isolator to add' }).fill('nobody')
  await page.getByRole('button', { name: 'Isolator to add: add' }).click()
  await expect(isolators).toContainText("Unknown or unsupported isolator 'nobody'")
  await isolators.getByRole('button', { name: 'Take it out' }).click()
  await page.getByRole('button', { name: 'Move namespaces/pid' }).focus()
  await page.keyboard.press('Alt+ArrowUp')
  await expect(page.getByText('not applied: isolation')).toBeVisible()
  await page.getByRole('button', { name: 'Review change…' }).click()
  const diff = page.getByRole('figure', { name: 'Change of /etc/mesos-slave/isolation' })
  await expect(diff.locator('[data-kind=added]')).toContainText(
    'filesystem/linux,cgroups/cpu,cgroups/mem,namespaces/pid,disk/du',
  )
})

test('isolation that is not set, or that nothing reads, is said to be so', async ({ page }) => {
  await page.goto('/?scene=fast#/agents/edge-ams-1')
  const isolators = page.getByRole('list', { name: 'Isolators in order' })
  await expect(isolators.locator('code')).toHaveText(['posix/cpu', 'posix/mem'])
  const meaning = page.getByRole('list', { name: 'What the list means' })
  await expect(meaning).toContainText('--isolation is not set: this is what Mesos takes then.')
  await expect(meaning).toContainText('--containerizers=docker: the agent does not look at it.')
  await page.getByRole('button', { name: 'Take out posix/mem' }).click()
  await expect(isolators.locator('code')).toHaveText(['posix/cpu'])
  await expect(meaning).not.toContainText('is not set')
  await expect(page.getByText('not applied: isolation')).toBeVisible()
})

test('fields and text of the manifest are one', async ({ page }) => {
  await page.goto('/?scene=fast#/agents/batch-01')
  const text = page.getByRole('textbox', { name: 'Modules manifest' })
  const before = await text.inputValue()
  await page.getByRole('button', { name: 'Add a library' }).click()
  await page.getByRole('textbox', { name: 'Add a library' }).fill('/opt/new.so')
  await page.keyboard.press('Enter')
  await expect(text).toHaveValue(/"file": "\/opt\/new\.so"/)
  await page.getByRole('button', { name: 'Add a module to /opt/new.so' }).click()
  await page.getByRole('textbox', { name: 'Add a module to /opt/new.so' }).fill('org_new')
  await page.keyboard.press('Enter')
  await expect(
    page.getByRole('list', { name: 'Provided, not switched on as hooks' }),
  ).toContainText('org_new')
  await page.getByRole('button', { name: 'Take /opt/new.so out of the manifest' }).click()
  await expect(text).toHaveValue(before)

  await text.fill(before.replace('"libraries"', '// old\n"libraries"'))
  await expect(page.getByText('as the text last had them')).toBeVisible()
  await expect(page.getByText(/syntax error at line 4 near: .*\(line 4, column/)).toBeVisible()
  await expect(page.getByRole('button', { name: 'Go to line 4' })).toBeVisible()
})

test('files of a modules directory are tabs, each edited for itself', async ({ page }) => {
  await page.goto('/?scene=fast#/agents/web-03')
  const tabs = page.getByRole('tablist', { name: /^Files of \/etc\/mesos\/modules.d/ })
  await expect(tabs.getByRole('tab')).toHaveText([
    '10-logger.json',
    '50-quota.json',
    '90-site.json',
  ])
  await expect(tabs.getByRole('tab', { selected: true })).toHaveText('50-quota.json')
  await tabs.getByRole('tab', { selected: true }).focus()
  await page.keyboard.press('ArrowLeft')
  const text = page.getByRole('textbox', { name: 'Modules manifest' })
  await expect(text).toHaveValue(/org_example_Logger/)
  await expect(
    page.getByRole('list', { name: 'Provided, not switched on as hooks' }),
  ).toContainText('org_example_Logger')
  await text.fill('{"libraries": ]}')
  await expect(page.getByRole('button', { name: 'Go to line 4' })).toBeVisible()
  await text.fill('{}')
  await page.keyboard.press('Escape')
  await tabs.getByRole('tab', { name: '90-site.json' }).click()
  await page.getByRole('button', { name: 'Remove this file' }).click()
  await expect(page.getByText('/etc/mesos/modules.d/90-site.json will be removed.')).toBeVisible()
  await page.getByRole('button', { name: 'Add a file' }).click()
  await page.getByRole('textbox', { name: 'Name of the new file' }).fill('20-mine.json')
  await page.keyboard.press('Enter')
  await expect(tabs.getByRole('tab')).toHaveText([
    '10-logger.jsonchanged',
    '20-mine.jsonchanged',
    '50-quota.json',
    '90-site.jsonremoved',
  ])
  await page.getByRole('button', { name: 'Review change…' }).click()
  const review = page.getByRole('dialog')
  for (const name of ['10-logger', '20-mine', '90-site'])
    await expect(
      review.getByRole('figure', { name: `Change of /etc/mesos/modules.d/${name}.json` }),
    ).toBeVisible()
})

test('a manifest of 1 MB is saved, changed elsewhere and taken back', async ({ page }) => {
  // A busy machine takes its time over a megabyte.
  test.slow()
  await page.goto('/?scene=large#/agents/batch-01')
  await expect(page.getByText('402 libraries with 4003 modules are too many')).toBeVisible()
  await expect(page.getByText(/1\.\d+ MiB are too many to be edited here/)).toBeVisible()
  const idle = (kind: string) =>
    page.getByRole('list', { name: `Provided, not switched on as ${kind}` })
  for (const kind of ['hooks', 'isolators']) {
    await expect(idle(kind)).toContainText('and 3993 more, which can be added')
    await expect(idle(kind)).toContainText('loaded, in no list; its kind is not known')
  }
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save…' }).click()
  const saved = await readFile(await (await download).path(), 'utf8')
  const take = async (content: string | Buffer) => {
    const chooser = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: 'Take a file…' }).click()
    const file = { name: 'modules.json', mimeType: 'text/plain', buffer: Buffer.from(content) }
    await (await chooser).setFiles(file)
  }
  await take(Buffer.from([0x7b, 0xe9, 0x7d]))
  await expect(page.getByRole('alert')).toHaveText('modules.json is not UTF-8 text.')
  await take(saved.replace('{', '{"mine": 1,'))
  await expect(page.getByText('not applied: modules.json')).toBeVisible()
  await page.getByRole('button', { name: 'Review change…' }).click()
  const diff = page.getByRole('figure', { name: 'Change of /etc/mesos/modules.json' })
  await expect(diff.locator('[data-kind=added]')).toContainText('"mine": 1')
  await page.keyboard.press('Escape')
  await take('{}')
  await expect(page.getByRole('textbox', { name: 'Modules manifest' })).toHaveValue('{}')
  await page.getByRole('button', { name: 'Review change…' }).click()
  await expect(diff).toContainText('lines become 1, too different to be shown line by line.')
})

test('a hook is dragged with the mouse', async ({ page }) => {
  await page.goto('/?scene=fast#/agents/batch-01')
  const first = page.getByRole('button', { name: 'Move org_example_EnvironmentHook' })
  const second = page.getByRole('button', { name: 'Move org_quotadeck_XfsQuotaHook' })
  await first.hover()
  await page.mouse.down()
  const target = await second.boundingBox()
  if (!target) throw new Error('the second hook is not shown')
  await page.mouse.move(target.x + 5, target.y + 8, { steps: 6 })
  await page.mouse.move(target.x + 5, target.y + target.height, { steps: 3 })
  await page.mouse.up()
  await expect(order(page)).toHaveText([
    'org_quotadeck_XfsQuotaHook',
    'org_example_EnvironmentHook',
  ])
})

test('hooks are removed, added and discarded', async ({ page }) => {
  await page.goto('/#/agents/batch-01')
  await page.getByRole('button', { name: 'Take out org_example_EnvironmentHook' }).click()
  await expect(order(page)).toHaveText(['org_quotadeck_XfsQuotaHook'])
  await page.getByRole('combobox', { name: 'Hook to add' }).fill('org_example_LabelHook')
  await page.getByRole('button', { name: 'Hook to add: add' }).click()
  await expect(order(page)).toHaveText(['org_quotadeck_XfsQuotaHook', 'org_example_LabelHook'])
  await page.getByRole('button', { name: 'Discard' }).click()
  await expect(order(page)).toHaveText([
    'org_example_EnvironmentHook',
    'org_quotadeck_XfsQuotaHook',
  ])
})

test('a manifest that Mesos would not take is shown with its own error', async ({ page }) => {
  await page.goto('/#/agents/batch-01')
  await page.getByRole('textbox', { name: 'Modules manifest' }).fill('{"libraries": ]}')
  await page.getByRole('button', { name: 'Review change…' }).click()
  const review = page.getByRole('dialog')
  await expect(review.getByRole('alert')).toContainText("Failed to load flag 'modules'")
  await expect(review.getByRole('button', { name: 'Apply nevertheless' })).toBeVisible()
})

test('a change made by someone else meanwhile shows three sides, and both are taken', async ({
  page,
}) => {
  await page.goto('/?scene=fast#/agents/web-01')
  await page.getByRole('button', { name: 'Take out org_example_EnvironmentHook' }).click()
  await page.getByRole('button', { name: 'Review change…' }).click()
  const review = page.getByRole('dialog')
  await review.getByRole('checkbox', { name: /Restart the agent now/ }).check()
  await review.getByRole('button', { name: 'Apply and restart' }).click()
  await expect(review.getByRole('alert')).toContainText('nothing was written')
  const side = (title: string) => review.getByRole('figure', { name: title })
  await expect(side('Stands on the agent now')).toContainText('org_example_LabelHook added')
  await expect(side('You want')).toContainText('org_example_EnvironmentHook removed')
  await expect(side('Your change was made on').locator('pre')).toHaveText(
    'org_example_EnvironmentHook\norg_quotadeck_XfsQuotaHook',
  )
  await review.getByRole('button', { name: 'With both changes' }).click()
  await review.getByRole('button', { name: 'Apply', exact: true }).click()
  await expect(review).toBeHidden()
  await expect(order(page)).toHaveText(['org_example_LabelHook', 'org_quotadeck_XfsQuotaHook'])
})

test('backups are compared with the live file and put back after a review', async ({ page }) => {
  await page.goto('/?scene=fast#/agents/batch-01/backups')
  const backups = page.getByRole('grid', { name: 'Backups' })
  await expect(backups.getByRole('row')).toHaveCount(4)
  await expect(page.getByText('Not usable')).toBeVisible()
  await backups.getByRole('row').nth(1).focus()
  await page.keyboard.press('Enter')
  const compare = page.getByRole('dialog', { name: 'Backup of /etc/mesos-slave/hooks' })
  await expect(compare.locator('[data-kind=added]')).toContainText('org_quotadeck_XfsQuotaHook')
  await page.keyboard.press('Escape')
  await expect(compare).toBeHidden()
  await backups.getByRole('button', { name: 'Restore all 2…' }).click()
  const review = page.getByRole('dialog', { name: 'Change on batch-01' })
  await expect(review.getByRole('list', { name: 'What changes' })).toContainText('put back')
  await page.goto('/#/agents/web-02/backups')
  await expect(page.getByText('None yet.')).toBeVisible()
})

test('an agent that cannot be observed says why', async ({ page }) => {
  await page.goto('/#/agents/edge-fra-1')
  await expect(page.getByRole('alert')).toContainText('edge-fra-1 refused the connection')
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible()
})

test('a flag shows what it wins over and what runs until a restart', async ({ page }) => {
  await page.goto('/#/agents/batch-01/flags')
  const hooks = page.getByRole('button', { name: '--hooks', exact: true })
  await hooks.focus()
  await page.keyboard.press('Enter')
  await expect(hooks).toHaveAttribute('aria-expanded', 'true')
  await expect(page.getByRole('row', { name: /^overridden org_example_/ })).toContainText(
    '/etc/default/mesos-slave:7 MESOS_HOOKS',
  )
  await page.getByRole('button', { name: '--containerizers' }).click()
  await expect(page.getByRole('row', { name: /^runs now docker/ })).toBeVisible()
})

test('flags that keep an agent from starting stand on top, in the words of Mesos', async ({
  page,
}) => {
  await page.goto('/#/agents/stateful-03/flags')
  const problems = page.getByRole('list', { name: 'What keeps the agent from starting' })
  await expect(problems).toContainText("Flag 'work_dir' is already loaded via name 'work_dir'")
  await expect(page.getByRole('row').nth(1)).toContainText('--work_dir')
})
