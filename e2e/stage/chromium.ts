/** Debian's chromium, as Playwright starts it: no browser is downloaded. */
export const chromiumOptions = {
  executablePath: process.env.QUOTADECK_CHROMIUM ?? '/usr/bin/chromium',
  // Chromium refuses to sandbox as root; the other flags keep it off the network.
  args: ['--no-sandbox', '--disable-quic', '--disable-background-networking', '--disable-sync'],
}
