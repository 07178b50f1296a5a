import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A library that a loader refuses, or is killed by. */
export interface OddLibrary {
  readonly name: string
  readonly path: string
  readonly bytes: Buffer
}

/** Copies of a good library, each spoilt in another way, written into `folder`. */
export function spoiltLibraries(good: Buffer, folder: string): OddLibrary[] {
  const patched = (offset: number, ...bytes: number[]) => {
    const copy = Buffer.from(good)
    copy.set(bytes, offset)
    return copy
  }
  const spoilt: Readonly<Record<string, Buffer>> = {
    empty: Buffer.alloc(0),
    '3 bytes': Buffer.from('abc'),
    '63 bytes': good.subarray(0, 63),
    'a header only': good.subarray(0, 64),
    'a cut in the program headers': good.subarray(0, 100),
    text: Buffer.from('no library, '.repeat(20)),
    zeros: Buffer.alloc(5000),
    'another magic': patched(0, 0x7f, 0x45, 0x4c, 0x47),
    '32 bits': patched(4, 1),
    'class 0': patched(4, 0),
    'big-endian': patched(5, 2),
    'ident version 2': patched(6, 2),
    'another OS': patched(7, 9),
    'an ABI version': patched(8, 7),
    'padding that is not zero': patched(9, 1),
    'file version 2': patched(20, 2),
    aarch64: patched(18, 183, 0),
    i386: patched(18, 3, 0),
    'an object file': patched(16, 1, 0),
    'an executable': patched(16, 2, 0),
    'a core': patched(16, 4, 0),
    'program headers of 32 bytes': patched(54, 32, 0),
    'no program headers': patched(56, 0, 0),
    'too many program headers': patched(56, 0xff, 0xff),
  }
  mkdirSync(folder)
  return Object.entries(spoilt).map(([name, bytes], index) => {
    const path = join(folder, `spoilt-${index}.so`)
    writeFileSync(path, bytes)
    return { name, path, bytes }
  })
}
