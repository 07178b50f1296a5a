import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { Command, InvalidArgumentError } from 'commander'
import { type Serving, serve } from '../serve/server.ts'
import type { Console } from './console.ts'
import { firstSignal } from './signals.ts'

/** `quotadeck serve` */
export function serveCommand(console: Console): Command {
  return new Command('serve')
    .description('serve the console to a browser on this machine')
    .option('--port <port>', 'port to listen on (default: any that is free)', parsePort)
    .option('--open', 'open the browser')
    .action(async (options: { port?: number; open?: boolean }) => {
      console.asks = false
      const serving = await serve({ router: console.router, port: options.port })
      const address = serving.address()
      console.print({ url: address, port: serving.port }, () => addressText(address))
      if (options.open) openBrowser(address)
      await untilStopped(console, serving)
    })
}

function parsePort(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new InvalidArgumentError('A port is a number from 0 to 65535.')
}

function addressText(address: string): string {
  return `Quotadeck is at ${address}\nThe address lets one browser in, once; Enter gives another, Ctrl-C ends.`
}

function openBrowser(address: string): void {
  const opener = process.platform === 'darwin' ? 'open' : 'xdg-open'
  const child = spawn(opener, [address], { stdio: 'ignore', detached: true })
  child.on('error', () => process.stderr.write(`No browser could be opened (${opener}).\n`))
  child.unref()
}

/** Serves until a signal; Enter on a terminal prints a new address, the old one being used up. */
async function untilStopped(console: Console, serving: Serving): Promise<void> {
  const lines = process.stdin.isTTY ? createInterface({ input: process.stdin }) : undefined
  lines?.on('line', () => console.say(serving.address()))
  await firstSignal()
  lines?.close()
  await serving.close()
  if (console.engine.rollouts.busy) console.say(waiting)
}

const waiting =
  'The rollout under way is brought to a safe end. Ctrl-C again leaves its agents as they are.'
