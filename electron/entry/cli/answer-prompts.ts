import { type Prompt, sameQuestion } from '../../contract/prompts.ts'
import type { Prompts } from '../prompts.ts'
import { askHidden, askShown, sayBeside } from './prompt.ts'
import { visible } from './table.ts'

/**
 * Puts the engine's questions on the terminal until the signal: those that are to be typed one after
 * another, and beside them, at once, what has to be done without typing, a key to be touched say.
 */
export async function answerOnTerminal(prompts: Prompts, signal: AbortSignal): Promise<void> {
  let open: Prompt[] = []
  const told = new Set<string>()
  let asking: { readonly id: string; readonly withdraw: AbortController } | undefined
  const askNext = async (): Promise<void> => {
    const [prompt] = open
    if (asking || !prompt) return
    const withdraw = new AbortController()
    asking = { id: prompt.id, withdraw }
    await answer(prompts, prompt, () => sameQuestion(prompt, open), withdraw.signal)
    asking = undefined
    open = open.filter(({ id }) => id !== prompt.id)
    await askNext()
  }
  for await (const list of prompts.watch(signal)) {
    open = list.filter(isTyped)
    for (const prompt of list) if (!isTyped(prompt)) tellOnce(prompt, told)
    if (asking && !list.some(({ id }) => id === asking?.id)) asking.withdraw.abort()
    void askNext()
  }
  asking?.withdraw.abort()
}

function isTyped({ fields }: Prompt): boolean {
  return fields.length > 0
}

function tellOnce(prompt: Prompt, told: Set<string>): void {
  if (!told.has(prompt.id)) sayBeside(headingText(prompt))
  told.add(prompt.id)
}

/** Never throws: Ctrl-C at a question, and the end of the input, are an answer too. */
async function answer(
  prompts: Prompts,
  prompt: Prompt,
  others: () => string[],
  withdrawn: AbortSignal,
): Promise<void> {
  const { id, remember } = prompt
  try {
    const answers = await typed(prompt, withdrawn)
    const forAgents = await sharedWith(others(), withdrawn)
    prompts.answer({ id, answers, remember: remember[0] ?? 'no', forAgents })
  } catch {
    if (!withdrawn.aborted) prompts.dismiss(id)
  }
}

async function sharedWith(others: string[], signal: AbortSignal): Promise<string[]> {
  if (others.length === 0) return []
  const names = others.length > 5 ? `${others.slice(0, 5).join(', ')} …` : others.join(', ')
  const said = await askShown(`The same for ${others.length} more (${names})? [y/N] `, signal)
  return /^y(es)?$/i.test(said.trim()) ? others : []
}

async function typed(prompt: Prompt, signal: AbortSignal): Promise<string[]> {
  process.stderr.write(headingText(prompt))
  const answers: string[] = []
  for (const { label, echo } of prompt.fields) {
    const question = `${visible(label).replace(/[\s:]*$/, '')}: `
    answers.push(await (echo ? askShown(question, signal) : askHidden(question, signal)))
  }
  return answers
}

function headingText(prompt: Prompt): string {
  return `${heading(prompt).map(visible).join('\n')}\n`
}

function heading({ agents, hop, title, instructions, attempt }: Prompt): string[] {
  const [first, ...others] = agents
  const who = others.length > 0 ? `${first} and ${others.length} more` : `${first}`
  return [
    ...(attempt > 1 ? ['That was not it.'] : []),
    `${who}${hop === undefined ? '' : ` over ${hop}`}: ${title}`,
    ...(instructions === '' ? [] : instructions.split('\n')),
  ]
}
