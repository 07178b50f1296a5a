/** What an import takes of a text, in bytes, and in the contract in characters. */
export const MAX_SOURCE = 4 * 1024 * 1024

/**
 * The text of a file that is to be imported, or why it is none and what to do, in a sentence each.
 * Other encodings are not guessed: a wrong guess would be recorded.
 */
export function sourceText(
  name: string,
  bytes: Uint8Array,
): { text: string } | { problem: string; advice: string } {
  if (bytes.length > MAX_SOURCE) {
    return {
      problem: `${name} has more than 4 MiB.`,
      advice: 'Check that it is the right file; a very large fleet is imported in parts.',
    }
  }
  try {
    return { text: decoded(bytes) }
  } catch {
    return {
      problem: `${name} is no text in UTF-8: see line ${firstOddLine(bytes)}.`,
      advice: 'Save it as UTF-8, or choose another file.',
    }
  }
}

/** Throws for bytes that are no UTF-8, and for NUL, which is in no text. */
function decoded(bytes: Uint8Array): string {
  if (bytes.includes(0)) throw new TypeError('a byte is 0')
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
}

function firstOddLine(bytes: Uint8Array): number {
  let line = 1
  for (let from = 0; from < bytes.length; line++) {
    const end = bytes.indexOf(10, from)
    const to = end < 0 ? bytes.length : end
    try {
      decoded(bytes.subarray(from, to))
    } catch {
      return line
    }
    from = to + 1
  }
  return line
}
