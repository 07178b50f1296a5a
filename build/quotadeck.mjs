#!/usr/bin/env node
// The quotadeck command. It runs on Node 24, which the project brings along: an older Node that
// starts this file hands over to that one. So this file keeps to what old versions understand.
import { runOwnNode } from './own-node.mjs'

const program = new URL('../electron/entry/cli/main.ts', import.meta.url)
if (Number(process.versions.node.split('.')[0]) >= 24) await import(program.href)
else runOwnNode(program, process.argv.slice(2))
