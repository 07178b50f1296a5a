// Mesos reads manifests as bytes and never asks whether they are UTF-8. Texts here are strings, in
// which a byte that is no part of valid UTF-8 stands as a lone surrogate, U+DC80 to U+DCFF: so no
// two byte strings become the same text, and every text can be turned back.

/** A valid sequence of two bytes or more, or one byte that is no part of such. */
const BEYOND_ASCII =
  /[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|\xed[\x80-\x9f][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|[\x80-\xff]/g

/** The bytes as text; a byte order mark stays. */
export function fromBytes(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .replace(BEYOND_ASCII, (part) =>
      part.length > 1 ? Buffer.from(part, 'latin1').toString() : loneBytes(part),
    )
}

/** The bytes of a text that `fromBytes` made. */
export function toBytes(text: string): Buffer {
  const parts = text.split(/([\udc80-\udcff]+)/u)
  return Buffer.concat(
    parts.map((part, index) =>
      index % 2 === 0
        ? Buffer.from(part)
        : Buffer.from(
            part.replace(/./gsu, (ch) => String.fromCharCode(ch.charCodeAt(0) & 0xff)),
            'latin1',
          ),
    ),
  )
}

/** The text for people and for JSON: what is no UTF-8 becomes U+FFFD. */
export function wellFormed(text: string): string {
  if (text.isWellFormed()) return text
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(toBytes(text))
}

/** What is left of a character when its first byte has been taken away. */
export function withoutFirstByte(character: string): string {
  return loneBytes(toBytes(character).toString('latin1').slice(1))
}

function loneBytes(latin1: string): string {
  return latin1.replace(/[\x80-\xff]/g, (ch) => String.fromCharCode(0xdc00 + ch.charCodeAt(0)))
}
