import { contextBridge, ipcRenderer } from 'electron'
import { channels } from './names.ts'

// The only thing that the page gets of Electron: it may ask for its port to the engine. The port
// comes as a message of the window to itself, since it cannot pass the bridge as a value.
contextBridge.exposeInMainWorld('quotadeck', {
  requestPort: () => ipcRenderer.send(channels.connect),
})

ipcRenderer.on(channels.port, (event) => {
  window.postMessage(channels.port, window.location.origin, event.ports)
})
