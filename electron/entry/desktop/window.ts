import { fileURLToPath } from 'node:url'
import { app, BrowserWindow, type Session, type WebFrameMain } from 'electron'
import { pageOrigin } from './names.ts'

/** Built beside the main process. */
const preload = fileURLToPath(new URL('preload.cjs', import.meta.url))

/** Opens the console's window. */
export function openWindow(): BrowserWindow {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 900,
    minHeight: 600,
    show: false,
    title: 'Quotadeck',
    webPreferences: {
      preload,
      contextIsolation: true,
      nodeIntegration: false,
      sandbox: true,
      webSecurity: true,
      spellcheck: false,
    },
  })
  window.setMenuBarVisibility(false)
  window.once('ready-to-show', () => window.show())
  void window.loadURL(`${pageOrigin}/`)
  return window
}

/** Whatever a page tries: it stays in its window, opens no other, embeds nothing. */
export function confinePages(): void {
  app.on('web-contents-created', (_, contents) => {
    contents.on('will-navigate', (event) => event.preventDefault())
    contents.on('will-redirect', (event) => event.preventDefault())
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  })
}

/** No camera, no notifications, no clipboard reading: the console needs none of them. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
}

/** Whether a message came from the console's own page, and not from a frame inside or another. */
export function isOwnPage(frame: WebFrameMain | null): frame is WebFrameMain {
  return frame !== null && frame.parent === null && frame.url.startsWith(`${pageOrigin}/`)
}
