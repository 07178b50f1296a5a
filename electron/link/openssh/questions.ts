import type { ConnectRequest } from '../carrier.ts'
import { recordNameOf } from '../destination.ts'
import { inWords } from '../login.ts'
import { unanswered } from '../login-failures.ts'
import { namedByAuthority } from './arguments.ts'
import type { AskpassListener } from './askpass.ts'
import { masterFailure } from './failures.ts'
import { type LoginLog, readLoginLog } from './login-log.ts'

/** Answers what one ssh asks in the course of a login. `logText` gives its log until now. */
export class SshQuestions implements AskpassListener {
  readonly #request: ConnectRequest
  readonly #logText: () => string
  readonly #who: string
  #log = readLoginLog('')
  #field = 0
  /** The log's words when the last answer was given. */
  #answeredAt = -1

  constructor(request: ConnectRequest, logText: () => string) {
    const { agent } = request
    this.#request = request
    this.#logText = logText
    this.#who = `${agent.user}@${namedByAuthority(request) ? agent.host.toLowerCase() : recordNameOf(agent)}`
  }

  /** Tells the login what the server has said; whether its word on the last answer is missing. */
  catchUp(): { readonly unheard: boolean } {
    const { talk } = this.#request.login
    const log = readLoginLog(this.#logText())
    for (const key of log.keys.slice(this.#log.keys.length)) {
      talk.tries(inWords(this.#request.agent.identityFiles.find((file) => file === key)))
    }
    if (log.ticket && !this.#log.ticket) talk.triesTicket(log.ticket.problem)
    if (log.methods) talk.takes(log.methods)
    if (log.partials > this.#log.partials) talk.partlyDone()
    this.#field = log.rounds.length > this.#log.rounds.length ? 0 : this.#field + 1
    this.#log = log
    return { unheard: this.#answeredAt === log.words }
  }

  /** The answer to one question. Rejects, having told the login why, when there is none. */
  answer = async (prompt: string): Promise<string> => {
    try {
      this.catchUp()
      const answer = await this.#find(prompt, this.#log)
      this.#answeredAt = this.#log.words
      return answer
    } catch (error) {
      this.#request.login.talk.fail(error)
      throw error
    }
  }

  /** However long that takes; the server ends it if nobody comes. */
  notice = (text: string, over: AbortSignal): void => {
    const { talk } = this.#request.login
    this.catchUp()
    this.#answeredAt = this.#log.words
    talk.notice('Touch the security key', text, over).catch((error: unknown) => talk.fail(error))
  }

  async #find(prompt: string, { rounds }: LoginLog): Promise<string> {
    const { talk } = this.#request.login
    if (prompt === `${this.#who}'s password: `) {
      // Nothing follows a wrong answer.
      const password = talk.wrong ? undefined : await talk.password()
      if (password === undefined) throw this.#refused()
      return password
    }
    const round = rounds.at(-1)
    const label = `(${this.#who}) `
    if (!round || !prompt.startsWith(label)) return this.#ofSsh(prompt)
    // Several fields come one by one, without a word on which may be seen when they are typed.
    const fields = [{ prompt: prompt.slice(label.length) }]
    if (this.#field === 0 && round.number === 1 && talk.wrong) throw this.#refused()
    talk.expects(round.fields)
    const isFirst = round.number === 1 && round.fields === 1
    const [answer = ''] = await talk.answers(round.name, round.instructions, fields, isFirst)
    return answer
  }

  /** Something of a key's, or of another ssh's that makes the connection: none of our secrets is its. */
  async #ofSsh(prompt: string): Promise<string> {
    const { agent, login } = this.#request
    const reply = await login.talk.prompter.ask({
      agent: agent.name,
      kind: 'keyboard-interactive',
      title: 'The system’s ssh asks',
      fields: [{ label: prompt.trim(), echo: false }],
    })
    if ('unanswered' in reply) throw unanswered(agent, reply.unanswered)
    return reply.answers[0] ?? ''
  }

  #refused(): Error {
    const { agent, login } = this.#request
    return login.talk.explain(masterFailure(agent, ''), true)
  }
}
