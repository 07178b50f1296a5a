import { Inventory } from '../inventory/inventory.ts'
import { openStore, type Store } from '../store/store.ts'

/** Everything behind the contract, in one process. */
export interface Engine {
  readonly store: Store
  readonly inventory: Inventory
  close(): Promise<void>
}

/** Opens an engine on a data folder. */
export function openEngine(folder: string): Engine {
  const store = openStore(folder)
  return {
    store,
    inventory: new Inventory(store.agents),
    close: async () => store.close(),
  }
}
