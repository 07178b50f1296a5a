import { Failure } from '../../contract/failure.ts'

/** A place in a list as it is given on the command line: 1 is the first. */
export function placeInList(text: string | undefined): number {
  const place = Number(text)
  if (Number.isInteger(place) && place >= 1) return place
  throw new Failure({
    code: 'input-invalid',
    message: `'${text}' is no place in the list.`,
    advice: 'Give a whole number; 1 is the first place.',
  })
}
