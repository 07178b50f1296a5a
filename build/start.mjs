// npm start, on any Node: hands over to the project's own.
import { runOwnNode } from './own-node.mjs'

runOwnNode(new URL('start.ts', import.meta.url), process.argv.slice(2))
