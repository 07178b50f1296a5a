/**
 * Why glibc's loader refuses a file, in its words after '<path>: '. `found`: it says so of the path
 * at which it found a library that was asked for by name; else of that name.
 */
export interface LoaderRefusal {
  readonly state: 'unloadable'
  readonly reason: string
  readonly found?: boolean
}

/** The file ends before a part that is to be loaded: the process is killed when it touches that. */
export interface CutOff {
  readonly state: 'cut-off'
}

const HEADER_BYTES = 64
const PROGRAM_HEADER_BYTES = 56
const ELF_MAGIC = 0x7f454c46
const MACHINE_X86_64 = 62
const OSABI_GNU = 3
const TYPE = { executable: 2, shared: 3 }
const SEGMENT = { load: 1, dynamic: 2 }
const DT_FLAGS_1 = 0x6ffffffb
const FLAG_1 = { noOpen: 0x40, pie: 0x08000000 }

const MISSING = 'cannot open shared object file: No such file or directory'

/** The loader's checks of an ELF header, in their order, for a program on x86-64. */
export function headerRefusal(file: Buffer): LoaderRefusal | undefined {
  const ofFound = (reason: string): LoaderRefusal => ({ state: 'unloadable', reason, found: true })
  if (file.length < HEADER_BYTES) return ofFound('file too short')
  if (file.readUInt32BE(0) !== ELF_MAGIC) return ofFound('invalid ELF header')
  if (file[4] !== 2) return { state: 'unloadable', reason: 'wrong ELF class: ELFCLASS32' }
  const ident = identRefusal(file)
  if (ident) return ofFound(ident)
  if (file.readUInt32LE(20) !== 1) return ofFound('ELF file version does not match current one')
  // One of another machine is passed over in the search, and then nothing was found.
  if (file.readUInt16LE(18) !== MACHINE_X86_64) return { state: 'unloadable', reason: MISSING }
  const type = file.readUInt16LE(16)
  if (type !== TYPE.executable && type !== TYPE.shared)
    return ofFound('only ET_DYN and ET_EXEC can be loaded')
  if (file.readUInt16LE(54) !== PROGRAM_HEADER_BYTES)
    return ofFound("ELF file's phentsize not the expected size")
  return programHeaders(file) ? undefined : ofFound('cannot read file data')
}

function identRefusal(file: Buffer): string | undefined {
  const [data, version, osAbi = 0, abiVersion = 0] = file.subarray(5, 9)
  if (data !== 1) return 'ELF file data encoding not little-endian'
  if (version !== 1) return 'ELF file version ident does not match current one'
  if (osAbi !== 0 && osAbi !== OSABI_GNU) return 'ELF file OS ABI invalid'
  if (abiVersion > (osAbi === OSABI_GNU ? 3 : 0)) return 'ELF file ABI version invalid'
  return file.subarray(9, 16).some((byte) => byte !== 0) ? 'nonzero padding in e_ident' : undefined
}

/** Undefined: they lie beyond the file's end. */
function programHeaders(file: Buffer): Buffer[] | undefined {
  const start = file.readBigUInt64LE(32)
  const count = file.readUInt16LE(56)
  if (start + BigInt(count * PROGRAM_HEADER_BYTES) > file.length) return undefined
  return Array.from({ length: count }, (_, index) => {
    const at = Number(start) + index * PROGRAM_HEADER_BYTES
    return file.subarray(at, at + PROGRAM_HEADER_BYTES)
  })
}

/** The loader's checks of what a file that passed the first ones has to be loaded. */
export function segmentRefusal(file: Buffer): LoaderRefusal | CutOff | undefined {
  const refused = (reason: string): LoaderRefusal => ({ state: 'unloadable', reason })
  const segments = programHeaders(file) ?? []
  const ofType = (type: number) => segments.filter((each) => each.readUInt32LE(0) === type)
  if (file.readUInt16LE(16) === TYPE.executable)
    return refused('cannot dynamically load executable')
  if (ofType(SEGMENT.load).length === 0) return refused('object file has no loadable segments')
  if (ofType(SEGMENT.load).some((each) => endOf(each) > BigInt(file.length)))
    return { state: 'cut-off' }
  const dynamic = ofType(SEGMENT.dynamic).at(-1)
  if (!dynamic) return refused('object file has no dynamic section')
  const flags = flagsOf(file, dynamic)
  if (flags & FLAG_1.pie) return refused('cannot dynamically load position-independent executable')
  return flags & FLAG_1.noOpen ? refused('shared object cannot be dlopen()ed') : undefined
}

function endOf(segment: Buffer): bigint {
  return segment.readBigUInt64LE(8) + segment.readBigUInt64LE(32)
}

function flagsOf(file: Buffer, dynamic: Buffer): number {
  const start = Number(dynamic.readBigUInt64LE(8))
  const end = Math.min(file.length, Number(endOf(dynamic))) - 16
  for (let at = start; at <= end; at += 16) {
    if (file.readBigUInt64LE(at) === BigInt(DT_FLAGS_1)) return file.readUInt32LE(at + 8)
  }
  return 0
}
