import { fileURLToPath } from 'node:url'
import { RPCHandler } from '@orpc/server/message-port'
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  MessageChannelMain,
  protocol,
  safeStorage,
  session,
} from 'electron'
import { toFailure } from '../../contract/failure.ts'
import { dataFolder } from '../../store/data-folder.ts'
import { type Engine, openEngine } from '../engine.ts'
import { PageFiles } from '../page-files.ts'
import { engineRouter } from '../router.ts'
import { channels } from './names.ts'
import { answerPage } from './page-protocol.ts'
import { confinePages, denyPermissions, isOwnPage, openWindow } from './window.ts'

const pageFolder = fileURLToPath(new URL('../renderer', import.meta.url))

app.enableSandbox()
confinePages()
protocol.registerSchemesAsPrivileged([
  { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
])

app.on('window-all-closed', () => {
  if (process.platform !== 'darwin') app.quit()
})
// Not awaited here: Electron gets ready only after this module has been evaluated.
app.whenReady().then(start).catch(fail)

async function start(): Promise<void> {
  const engine = openEngine(dataFolder(), safeStorage)
  const files = await PageFiles.open(pageFolder)
  protocol.handle('app', (request) => answerPage(files, request))
  denyPermissions(session.defaultSession)
  connectPages(engine)
  openWindow()
  // On macOS the application outlives its windows.
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) openWindow()
  })
  app.on('will-quit', (event) => {
    event.preventDefault()
    void engine.close().finally(() => app.exit())
  })
}

function fail(error: unknown): void {
  dialog.showErrorBox('Quotadeck cannot start', toFailure(error).message)
  app.exit(1)
}

/** Gives the console's page a port to the engine when it asks for one; no other page gets one. */
function connectPages(engine: Engine): void {
  const handler = new RPCHandler(engineRouter(engine))
  ipcMain.on(channels.connect, ({ senderFrame }) => {
    if (!isOwnPage(senderFrame)) return
    const { port1, port2 } = new MessageChannelMain()
    handler.upgrade(port1)
    port1.start()
    senderFrame.postMessage(channels.port, null, [port2])
  })
}
