/** The page's own scheme and host: no other page can have this origin. */
export const pageOrigin = 'app://quotadeck'

/** The window asks for its way to the engine, and gets it, under these names. */
export const channels = { connect: 'quotadeck:connect', port: 'quotadeck:port' } as const
