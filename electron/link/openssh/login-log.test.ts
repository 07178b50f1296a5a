import { expect, test } from 'vitest'
import { readLoginLog, saidIn } from './login-log.ts'

const told = (by: string, what: string, level = 'debug1: ') =>
  `${level}sshconnect2.c:${by}():1 (pid=7): ${what}\n`

const text = [
  'debug1: sshconnect.c:ssh_connect_direct():485 (pid=7): Connecting to a [10.0.0.1] port 22.\r\n',
  'debug1: sshconnect.c:ssh_login():1585 (pid=7): Authenticating to a:22 as "me"\n',
  told('input_userauth_service_accept', 'SSH2_MSG_SERVICE_ACCEPT received'),
  told('input_userauth_failure', 'Authentications that can continue: publickey'),
  told('userauth_pubkey', 'Offering public key: /my key ED25519 SHA256:q4/x explicit'),
  told('input_userauth_failure', 'Authenticated using "publickey" with partial success.'),
  told('input_userauth_failure', 'Authentications that can continue: keyboard-interactive'),
  told('userauth_kbdint', 'userauth_kbdint', 'debug2: '),
  told('input_userauth_info_req', 'entering', 'debug2: '),
  told('input_userauth_info_req', 'Second factor', ''),
  told('input_userauth_info_req', 'Look at\nyour device.', ''),
  told('input_userauth_info_req', 'num_prompts 2', 'debug2: '),
  told('input_userauth_info_req', 'entering', 'debug2: '),
  told('input_userauth_info_req', 'num_prompts 1', 'debug2: '),
  told('userauth', 'me@a: Permission denied (keyboard-interactive).', ''),
].join('')

test('tells how far a login is', () => {
  expect(readLoginLog(text)).toEqual({
    stages: ['connecting', 'host-key', 'logging-in'],
    keys: ['/my key'],
    ticket: undefined,
    agentSigns: false,
    methods: ['keyboard-interactive'],
    words: 4,
    partials: 1,
    rounds: [
      { name: 'Second factor', instructions: 'Look at\nyour device.', fields: 2, number: 1 },
      { name: '', instructions: '', fields: 1, number: 2 },
    ],
  })
  expect(readLoginLog('')).toMatchObject({ methods: undefined, words: 0, rounds: [] })
})

test('tells whether a Kerberos ticket was tried, or what is wrong with it', () => {
  const tried = told('authmethod_get', 'Next authentication method: gssapi-with-mic')
  expect(readLoginLog(tried).ticket).toEqual({ problem: undefined })
  const expired =
    'debug1: gss-genr.c:ssh_gssapi_error():277 (pid=7): Unspecified GSS failure.\nTicket expired\n\r\n'
  expect(readLoginLog(tried + expired + text).ticket).toEqual({ problem: 'Ticket expired' })
})

test('tells that the ssh-agent signs with a security key, until the server has its answer', () => {
  const accepted = (key: string) => told('input_userauth_pk_ok', `Server accepts key: ${key}`)
  const held = accepted('me@here ED25519-SK SHA256:q4/x agent')
  expect(readLoginLog(held).agentSigns).toBe(true)
  expect(readLoginLog(held + text).agentSigns).toBe(false)
  expect(readLoginLog(accepted('/my key ED25519-SK SHA256:q4/x explicit')).agentSigns).toBe(false)
  expect(readLoginLog(accepted('me@here ED25519 SHA256:q4/x agent')).agentSigns).toBe(false)
})

test('is read whatever newer versions tell beside the process', () => {
  const newer = text.replaceAll('(pid=7)', '(bin=ssh, pid=7)')
  expect(readLoginLog(newer)).toEqual(readLoginLog(text))
})

test('what ssh says to people is told without the rest', () => {
  const errors = 'ssh: connect to host a port 22: Connection refused\n'
  expect(saidIn(errors)).toBe(errors.trimEnd())
  expect(saidIn(text)).toBe('me@a: Permission denied (keyboard-interactive).')
})
