import { describe, expect, it } from 'vitest'
import type { ElfFacts } from './elf.ts'
import { type Found, link, type Surroundings } from './linking.ts'

const library = (facts: Partial<ElfFacts>): ElfFacts => ({
  machine: 'x86-64',
  isSharedLibrary: true,
  needed: [],
  versionsWanted: [],
  versionsDefined: [],
  exports: [],
  functions: [],
  undefinedSymbols: [],
  notes: [],
  ...facts,
})

function surroundings(loaded: Found[] = []): Surroundings {
  const find = (name: string) => loaded.find(({ path }) => path.endsWith(`/${name}`))
  return { loaded, find, refusal: () => undefined }
}

const OF_MESOS = '_ZN5mesos4Hook3runEv'

describe('link', () => {
  it('takes the C and C++ runtime and what libmesos needs for there, nothing else', () => {
    const needed = ['libstdc++.so.6', 'libgcc_s.so.1', 'libc.so.6', 'libmesos-1.12.0.so']
    expect(link('/a.so', library({ needed }), surroundings())).toEqual({ unverified: [] })
    const others = ['libcurl.so.4', 'libapr-1.so.0', 'libsvn_delta-1.so.1', 'ld-linux-x86-64.so.2']
    expect(link('/a.so', library({ needed: others }), surroundings())).toEqual({ unverified: [] })
    expect(link('/a.so', library({ needed: ['libcapstone.so.4'] }), surroundings()).error).toBe(
      'libcapstone.so.4: cannot open shared object file: No such file or directory',
    )
  })

  it('misses a version in the library that was found for it', () => {
    const libc = { path: '/lib/libc.so.6', elf: library({ versionsDefined: ['GLIBC_2.31'] }) }
    const wants = library({
      needed: ['libc.so.6'],
      versionsWanted: [{ library: 'libc.so.6', version: 'GLIBC_2.38' }],
    })
    expect(link('/a.so', wants, surroundings([libc])).error).toBe(
      "/lib/libc.so.6: version `GLIBC_2.38' not found (required by /a.so)",
    )
  })

  it('is sure that a symbol is missing only where it can be', () => {
    const wants = library({ undefinedSymbols: ['curl_easy_init', OF_MESOS] })
    expect(link('/a.so', wants, surroundings()).unverified).toEqual([
      `1 symbol that /a.so takes from the agent was not checked: ${OF_MESOS}`,
    ])
    const libmesos = {
      path: '/usr/lib/libmesos-1.12.0.so',
      elf: library({ needed: ['libcurl.so.4'] }),
    }
    expect(link('/a.so', wants, surroundings([libmesos])).error).toBe(
      `/a.so: undefined symbol: ${OF_MESOS}`,
    )
    const complete = { ...libmesos, elf: library({ exports: [OF_MESOS] }) }
    expect(link('/a.so', wants, surroundings([complete])).error).toBe(
      '/a.so: undefined symbol: curl_easy_init',
    )
  })
})
