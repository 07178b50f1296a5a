const LINE = /^[0-9a-f]+-[0-9a-f]+ \S+ \S+ \S+ \d+ +(\/.*)$/gm

/** Paths in the text of /proc/PID/maps, each once. Source: proc(5). */
export function mappedFiles(maps: string): string[] {
  return [...new Set(Array.from(maps.matchAll(LINE), ([, path = '']) => path))]
}
