import { join } from 'node:path'
import { Inventory } from '../inventory/inventory.ts'
import { connectPool, type SshPool } from '../link/pool.ts'
import { openStore, type Store } from '../store/store.ts'
import { Keychain, type SafeStorage } from './keychain.ts'
import { Prompts } from './prompts.ts'
import { Rollouts } from './rollouts.ts'
import { Secrets } from './secrets.ts'

/** Everything behind the contract, in one process. */
export interface Engine {
  readonly store: Store
  readonly inventory: Inventory
  readonly secrets: Secrets
  readonly prompts: Prompts
  readonly pool: SshPool
  readonly rollouts: Rollouts
  /** Brings rollouts under way to a safe end, then lets go of everything. */
  close(): Promise<void>
}

/** Opens an engine on a data folder; with Electron's safeStorage it can keep secrets. */
export function openEngine(folder: string, safeStorage?: SafeStorage): Engine {
  const store = openStore(folder)
  const inventory = new Inventory(store)
  const secrets = new Secrets(Keychain.open(join(folder, 'secrets.json'), safeStorage))
  const prompts = new Prompts(secrets)
  const pool = connectPool({
    agent: (name) => inventory.get(name),
    secrets,
    prompter: prompts,
    ownKnownHosts: join(folder, 'known_hosts'),
  })
  const rollouts = new Rollouts(store.rollouts)
  return {
    store,
    inventory,
    secrets,
    prompts,
    pool,
    rollouts,
    close: async () => {
      await rollouts.close()
      pool.close()
      secrets.close()
      store.close()
    },
  }
}
