import { expect, test } from '@playwright/test'

type Colour = readonly [number, number, number]

/** Relative luminance and contrast as WCAG 2 defines them. */
function luminance(colour: Colour): number {
  const [r = 0, g = 0, b = 0] = colour.map((part) =>
    part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  )
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: Colour, b: Colour): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (high + 0.05) / (low + 0.05)
}

/** Of a computed colour, 'rgb(12, 34, 56)'. */
function parse(rgb: string): Colour {
  const [r = 0, g = 0, b = 0] = (rgb.match(/\d+/g) ?? []).map((part) => Number(part) / 255)
  return [r, g, b]
}

const grounds = ['ground', 'rail', 'raised', 'hover', 'selected']
const inks = ['ink', 'ink-soft', 'ink-dim', 'accent', 'ok', 'warn', 'bad', 'run']
const pairs = [
  ...grounds.flatMap((ground) => inks.map((ink) => [ink, ground] as const)),
  ...['ok', 'warn', 'bad', 'run'].map((tone) => [tone, `${tone}-ground`] as const),
  ['ink', 'bad-ground'] as const,
  ['ink-soft', 'bad-ground'] as const,
  ['ink-dim', 'track'] as const,
]

for (const scheme of ['light', 'dark'] as const) {
  test(`text can be read in ${scheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme })
    await page.goto('/')
    const names = [...new Set(pairs.flat())]
    const values = await page.evaluate((wanted) => {
      const probe = document.body.appendChild(document.createElement('i'))
      return wanted.map((name) => {
        probe.style.color = `var(--qd-${name})`
        return getComputedStyle(probe).color
      })
    }, names)
    const colour = (name: string) => parse(values[names.indexOf(name)] ?? '')
    const poor = pairs.filter(([ink, ground]) => !(contrast(colour(ink), colour(ground)) >= 4.5))
    expect(poor.map((pair) => pair.join(' on '))).toEqual([])
  })
}
