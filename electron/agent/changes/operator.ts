import { hostname, userInfo } from 'node:os'

/** Who works with this console, as backups on agents name him: 'alice@laptop'. */
export function operator(): string {
  return `${userInfo().username}@${hostname()}`
}
