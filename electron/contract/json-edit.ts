import { type JSONPath, type Node, parseTree } from 'jsonc-parser'

/**
 * Replaces or adds one value of a JSON document; all other characters stay as they are. `path`
 * must lead to a place whose parent exists; an index equal to a list's length appends.
 */
export function setJson(text: string, path: JSONPath, value: unknown): string {
  const node = nodeAt(text, path)
  if (node) {
    const indent = lineIndent(text, node.offset)
    return splice(text, node.offset, node.length, formatted(value, indent, text))
  }
  const parent = nodeAt(text, path.slice(0, -1))
  if (!parent) throw new Error(`no such place: ${path.join('.')}`)
  const key = path.at(-1)
  const label = typeof key === 'string' ? `${JSON.stringify(key)}: ` : ''
  return append(text, parent, label, value)
}

/** Removes one value, with its key and the comma that joined it to its neighbour. */
export function removeJson(text: string, path: JSONPath): string {
  const node = nodeAt(text, path)
  if (!node) return text
  const item = node.parent?.type === 'property' ? node.parent : node
  const siblings = item.parent?.children ?? []
  const index = siblings.indexOf(item)
  const before = siblings[index - 1]
  const after = siblings[index + 1]
  const end = item.offset + item.length
  if (before) return splice(text, endOf(before), end - endOf(before), '')
  return splice(text, item.offset, (after?.offset ?? end) - item.offset, '')
}

export function splice(text: string, offset: number, length: number, insert: string): string {
  return text.slice(0, offset) + insert + text.slice(offset + length)
}

function endOf(node: Node): number {
  return node.offset + node.length
}

/** Of equal keys the last one, which is the one that counts. */
export function nodeAt(text: string, path: JSONPath): Node | undefined {
  let node = parseTree(text)
  for (const key of path) {
    if (!node) return undefined
    const { children = [], type }: Node = node
    node =
      type === 'array'
        ? children[Number(key)]
        : children.findLast((property) => property.children?.[0]?.value === key)?.children?.[1]
  }
  return node
}

function append(text: string, parent: Node, label: string, value: unknown): string {
  const last = parent.children?.at(-1)
  const own = lineIndent(text, parent.offset)
  const inner = own + step(text)
  if (last) {
    const sameLine = !text.slice(parent.offset, last.offset).includes('\n')
    const indent = sameLine ? own : lineIndent(text, last.offset)
    const gap = sameLine ? ' ' : eol(text) + indent
    return splice(text, endOf(last), 0, `,${gap}${label}${formatted(value, indent, text)}`)
  }
  const content = eol(text) + inner + label + formatted(value, inner, text) + eol(text) + own
  return splice(text, parent.offset + 1, parent.length - 2, content)
}

/** The value in the document's own style; `indent` is that of the line it starts on. */
function formatted(value: unknown, indent: string, text: string): string {
  return JSON.stringify(value, null, step(text)).replaceAll('\n', eol(text) + indent)
}

function lineIndent(text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset)
  return /^[ \t]*/.exec(line)?.[0] ?? ''
}

/** One step of indentation as the document has it: two spaces unless it shows another. */
function step(text: string): string {
  return /^([ \t]+)\S/m.exec(text)?.[1] ?? '  '
}

function eol(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n'
}
