import '@fontsource-variable/inter/wght.css'
import '@fontsource-variable/jetbrains-mono/wght.css'
import '@mantine/core/styles.css'
import '../style.css'
import { RPCHandler } from '@orpc/server/message-port'
import { mount } from '../mount.tsx'
import { connectPort } from '../transport.ts'
import { fakeEngine } from './fake-engine.ts'

// `?scene=empty` starts without an agent, `?scene=down` with an engine that never answers,
// `?scene=large` with manifests of 1 MB.
const scene = new URLSearchParams(location.search).get('scene') ?? 'full'

const { port1, port2 } = new MessageChannel()
if (scene !== 'down') {
  new RPCHandler(fakeEngine(scene)).upgrade(port2)
  port2.start()
}
mount(connectPort(Promise.resolve(port1)))
