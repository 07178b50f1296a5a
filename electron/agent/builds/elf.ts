/** What is read of an ELF64 shared library, little-endian. */
export interface ElfFacts {
  /** 'x86-64', 'aarch64', or 'machine N'. */
  readonly machine: string
  readonly isSharedLibrary: boolean
  /** DT_NEEDED, in order. */
  readonly needed: readonly string[]
  /** DT_SONAME: the name that others need it by. */
  readonly soname?: string
  /** Symbol versions wanted, by the library that must have them: 'GLIBC_2.34' of libc.so.6. */
  readonly versionsWanted: readonly { readonly library: string; readonly version: string }[]
  /** Symbol versions that it has for others. */
  readonly versionsDefined: readonly string[]
  /** Defined dynamic symbols that others can link to. */
  readonly exports: readonly string[]
  /** Those of `exports` that are functions. */
  readonly functions: readonly string[]
  /** Symbols that others must define, in the order in which the loader asks for them. */
  readonly undefinedSymbols: readonly string[]
  /** Notes by owner: the descriptors' bytes. */
  readonly notes: readonly { readonly owner: string; readonly content: Buffer }[]
}

/** Not an ELF file at all, or one that is cut off or contradicts itself. */
export class ElfError extends Error {
  readonly notElf: boolean

  constructor(message: string, notElf = false) {
    super(message)
    this.notElf = notElf
  }
}

interface Section {
  readonly type: number
  readonly link: number
  readonly content: Buffer
}

interface DynamicSymbol {
  readonly name: string
  readonly isDefined: boolean
  readonly isVisible: boolean
  readonly isWeak: boolean
  readonly isFunction: boolean
}

const MACHINES: Readonly<Record<number, string>> = { 62: 'x86-64', 183: 'aarch64' }

const TYPE_SHARED = 3
const SECTION = {
  relocations: 4,
  dynamic: 6,
  note: 7,
  noBits: 8,
  dynamicSymbols: 11,
  versionsDefined: 0x6ffffffd,
  versionsWanted: 0x6ffffffe,
}
const DYNAMIC = { needed: 1, soname: 14 }
/** Global, weak, and GNU's unique ones. */
const BINDING = { weak: 2, visible: new Set([1, 2, 10]) }
const SYMBOL_FUNCTION = 2
const VISIBILITY_HIDDEN = 2
const MAX_SECTIONS = 4096

/** Reads a library's facts. Every offset in the file is checked before it is followed. */
export function readElf(file: Buffer): ElfFacts {
  if (file.length < 64 || file.readUInt32BE(0) !== 0x7f454c46) {
    throw new ElfError('it does not start as an ELF file', true)
  }
  if (file[4] !== 2 || file[5] !== 1) {
    throw new ElfError('it is not a 64-bit little-endian ELF file')
  }
  const sections = readSections(file)
  const machine = file.readUInt16LE(18)
  const symbols = readSymbols(sections)
  const exported = symbols.filter(({ isDefined, isVisible }) => isDefined && isVisible)
  return {
    machine: MACHINES[machine] ?? `machine ${machine}`,
    isSharedLibrary: file.readUInt16LE(16) === TYPE_SHARED,
    needed: readDynamic(sections, DYNAMIC.needed),
    soname: readDynamic(sections, DYNAMIC.soname)[0],
    versionsWanted: readVersionsWanted(sections),
    versionsDefined: readVersionsDefined(sections),
    exports: exported.map(({ name }) => name),
    functions: exported.filter(({ isFunction }) => isFunction).map(({ name }) => name),
    undefinedSymbols: readUndefined(sections, symbols),
    notes: sections.filter(({ type }) => type === SECTION.note).flatMap(readNotes),
  }
}

function part(file: Buffer, offset: number, length: number): Buffer {
  if (offset < 0 || length < 0 || offset + length > file.length) {
    throw new ElfError('it is cut off: a part of it lies beyond its end')
  }
  return file.subarray(offset, offset + length)
}

function number64(buffer: Buffer, offset: number): number {
  const value = part(buffer, offset, 8).readBigUInt64LE()
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new ElfError('an offset in it is out of range')
  return Number(value)
}

function readSections(file: Buffer): Section[] {
  const start = number64(file, 40)
  const size = file.readUInt16LE(58)
  const count = file.readUInt16LE(60)
  if (size !== 64 || count > MAX_SECTIONS) throw new ElfError('its section table is malformed')
  return Array.from({ length: count }, (_, index) => {
    const header = part(file, start + index * size, size)
    const type = header.readUInt32LE(4)
    const length = type === SECTION.noBits ? 0 : number64(header, 32)
    return {
      type,
      link: header.readUInt32LE(40),
      content: part(file, length === 0 ? 0 : number64(header, 24), length),
    }
  })
}

/** A string table's entry. */
function stringAt(table: Section | undefined, offset: number): string {
  const content = table?.content ?? Buffer.alloc(0)
  const end = content.indexOf(0, offset)
  if (offset >= content.length || end < 0) throw new ElfError('a name in it lies outside its table')
  return content.toString('utf8', offset, end)
}

function entries(section: Section, size: number): Buffer[] {
  const count = Math.floor(section.content.length / size)
  return Array.from({ length: count }, (_, index) => part(section.content, index * size, size))
}

/** The strings that the dynamic section has under a tag. */
function readDynamic(sections: readonly Section[], tag: number): string[] {
  const dynamic = sections.find(({ type }) => type === SECTION.dynamic)
  if (!dynamic) return []
  return entries(dynamic, 16)
    .filter((entry) => number64(entry, 0) === tag)
    .map((entry) => stringAt(sections[dynamic.link], number64(entry, 8)))
}

/** Chains of 16-byte records, linked by relative offsets that only lead forward. */
function readVersionsWanted(sections: readonly Section[]): ElfFacts['versionsWanted'] {
  const section = sections.find(({ type }) => type === SECTION.versionsWanted)
  if (!section) return []
  const names = sections[section.link]
  const wanted: { library: string; version: string }[] = []
  for (let at = 0, next = 1; next > 0; at += next) {
    const record = part(section.content, at, 16)
    const library = stringAt(names, record.readUInt32LE(4))
    next = record.readUInt32LE(12)
    for (let aux = at + record.readUInt32LE(8), step = 1; step > 0; aux += step) {
      const version = part(section.content, aux, 16)
      wanted.push({ library, version: stringAt(names, version.readUInt32LE(8)) })
      step = version.readUInt32LE(12)
    }
  }
  return wanted
}

/** Records of 20 bytes; the first name of each is the version, the others its ancestors. */
function readVersionsDefined(sections: readonly Section[]): string[] {
  const section = sections.find(({ type }) => type === SECTION.versionsDefined)
  if (!section) return []
  const defined: string[] = []
  for (let at = 0, next = 1; next > 0; at += next) {
    const record = part(section.content, at, 20)
    const name = part(section.content, at + record.readUInt32LE(12), 8)
    defined.push(stringAt(sections[section.link], name.readUInt32LE(0)))
    next = record.readUInt32LE(16)
  }
  return defined
}

function readSymbols(sections: readonly Section[]): DynamicSymbol[] {
  const symbols = sections.find(({ type }) => type === SECTION.dynamicSymbols)
  if (!symbols) return []
  return entries(symbols, 24).map((symbol) => {
    const [info = 0, other = 0] = symbol.subarray(4, 6)
    return {
      name: stringAt(sections[symbols.link], symbol.readUInt32LE(0)),
      isDefined: symbol.readUInt16LE(6) !== 0,
      isVisible: BINDING.visible.has(info >> 4) && (other & 3) !== VISIBILITY_HIDDEN,
      isWeak: info >> 4 === BINDING.weak,
      isFunction: (info & 15) === SYMBOL_FUNCTION,
    }
  })
}

/** The loader goes through the relocations in order and stops at the first it cannot resolve. */
function readUndefined(
  sections: readonly Section[],
  symbols: readonly DynamicSymbol[],
): readonly string[] {
  const names = sections
    .filter(({ type, link }) => {
      return type === SECTION.relocations && sections[link]?.type === SECTION.dynamicSymbols
    })
    .flatMap((section) => entries(section, 24))
    .map((relocation) => symbols[relocation.readUInt32LE(12)])
    .filter((symbol) => symbol?.name && !symbol.isDefined && !symbol.isWeak)
    .map((symbol) => symbol?.name ?? '')
  return [...new Set(names)]
}

function readNotes({ content }: Section): { owner: string; content: Buffer }[] {
  const notes: { owner: string; content: Buffer }[] = []
  for (let at = 0; at + 12 <= content.length; ) {
    const ownerSize = content.readUInt32LE(at)
    const size = content.readUInt32LE(at + 4)
    const start = at + 12 + padded(ownerSize)
    const owner = part(content, at + 12, ownerSize)
      .toString()
      .replace(/\0+$/, '')
    notes.push({ owner, content: part(content, start, size) })
    at = start + padded(size)
  }
  return notes
}

function padded(size: number): number {
  return Math.ceil(size / 4) * 4
}
