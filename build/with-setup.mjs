// Sets the machine up, then runs a program with the Node of the lock file:
//   node build/with-setup.mjs PROGRAM [ARGUMENT…]

import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { runOwnNode } from './own-node.mjs'
import { root, SetupError, setUp } from './setup/setup.mjs'

try {
  setUp()
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  process.stderr.write(`setup: ${error.message}\n`)
  process.exit(1)
}

const [program, ...args] = process.argv.slice(2)
// What npm puts there leads to the modules too, but not before they are installed.
process.env.PATH = `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH ?? ''}`
runOwnNode(pathToFileURL(join(root, program)), args)
