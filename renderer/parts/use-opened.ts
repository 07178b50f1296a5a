import { useCallback, useState } from 'react'

/** What the operator opened or closed of a list, by key: it stays so while it is out of sight. */
export function useOpened(): [
  chosen: Readonly<Record<string, boolean>>,
  choose: (key: string, open: boolean) => void,
] {
  const [chosen, setChosen] = useState<Readonly<Record<string, boolean>>>({})
  const choose = useCallback(
    (key: string, open: boolean) => setChosen((was) => ({ ...was, [key]: open })),
    [],
  )
  return [chosen, choose]
}
