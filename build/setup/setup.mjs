// Installs what the commands need. Plain JavaScript for the Node that is there, before `npm ci`.

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { modulesAreThere, recordModules } from './modules.mjs'
import { allPackages, benchPackages } from './packages.mjs'

export const root = join(import.meta.dirname, '../..')

/** An error that the user can mend: shown without a stack. */
export class SetupError extends Error {}

/** Standard output belongs to the command that follows; set-up speaks on stderr. */
function say(line) {
  process.stderr.write(`setup: ${line}\n`)
}

function run(command, args, env = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 2, 2],
  })
  if (result.error) throw new SetupError(`${command} cannot be run: ${result.error.message}`)
  if (result.status !== 0)
    throw new SetupError(`'${command} ${args.join(' ')}' failed; its output is above`)
}

function missingPackages(packages) {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the placeholders are dpkg-query's
  const format = '-f=${Package} ${Status}\n'
  const result = spawnSync('dpkg-query', ['-W', format, ...packages], {
    encoding: 'utf8',
  })
  if (result.error) return undefined
  const lines = new Set(result.stdout.split('\n'))
  return packages.filter((name) => !lines.has(`${name} install ok installed`))
}

/** Installs Debian's packages, or says exactly which to install where it cannot. */
function installPackages(packages) {
  const missing = missingPackages(packages)
  if (missing?.length === 0) return
  const wanted = (missing ?? packages).join(' ')
  if (missing === undefined)
    throw new SetupError(
      `this needs Debian 12's packages: ${wanted}\n` +
        'On another system run it in a Debian 12 machine, or set QUOTADECK_SKIP_SETUP=1 when all of them are there.',
    )
  if (process.getuid?.() !== 0)
    throw new SetupError(
      `these packages are missing; install them, then run the command again as root:\n` +
        `  sudo apt-get update && sudo apt-get install --no-install-recommends ${wanted}`,
    )
  say(`installing Debian's packages: ${wanted}`)
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  run('apt-get', ['update', '-qq'], env)
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], env)
}

/** `npm ci`, unless what is there was installed from this very lock file. */
function installModules() {
  if (modulesAreThere()) return
  say("installing npm's packages as locked")
  const npm = process.env.npm_execpath
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error']
  if (npm) run(process.execPath, [npm, ...args])
  else run('npm', args)
  // Where npm is told to run no scripts it was not recorded.
  recordModules()
}

/** Brings the machine to where every command of the README runs. Quick when nothing is missing. */
export function setUp() {
  const major = Number(process.versions.node.split('.')[0])
  if (major < 20) throw new SetupError(`Node ${process.versions.node} is too old: 20 or later`)
  if (process.env.QUOTADECK_SKIP_SETUP !== '1') installPackages(allPackages)
  installModules()
}

/** What the benchmark of rollouts needs beside. */
export function setUpBench() {
  if (process.env.QUOTADECK_SKIP_SETUP !== '1') installPackages(benchPackages)
}
