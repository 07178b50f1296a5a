#!/usr/bin/env node
// The quotadeck command. It runs on Node 24, which the project brings along: an older Node that
// starts this file hands over to that one. So this file keeps to what old versions understand.
import module from 'node:module'
import { join } from 'node:path'
import { runOwnNode } from './own-node.mjs'

if (Number(process.versions.node.split('.')[0]) >= 24) {
  const { default: envPaths } = await import('env-paths')
  // Compiled code is kept where only this user writes: a third less to do at every start.
  module.enableCompileCache(join(envPaths('quotadeck', { suffix: '' }).cache, 'compiled'))
  await import('../electron/entry/cli/main.ts')
} else {
  runOwnNode(new URL(import.meta.url), process.argv.slice(2))
}
