import { KeyObject } from 'node:crypto'
import { once } from 'node:events'
import ssh2 from 'ssh2'
import { expect, test } from 'vitest'
import { withKeyObjects } from './key-objects.ts'

/** A client and a server of the library, with each other. */
async function connected(cipher: ssh2.CipherAlgorithm) {
  const { private: hostKey } = ssh2.utils.generateKeyPairSync('ed25519')
  const peers: ssh2.Connection[] = []
  const server = new ssh2.Server({ hostKeys: [hostKey] }, (peer) => {
    peers.push(peer)
    peer.on('error', () => {})
    peer.on('authentication', (context) => context.accept())
    peer.on('session', (accept) => {
      accept().on('exec', (acceptExec) => {
        const channel = acceptExec()
        channel.pipe(channel)
      })
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const client = withKeyObjects(new ssh2.Client())
  const algorithms = { cipher: [cipher] }
  client.connect({ host: '127.0.0.1', port, username: 'root', password: 'x', algorithms })
  await once(client, 'ready')
  return { client, server, peers }
}

async function echoed(client: ssh2.Client, text: string): Promise<string> {
  const channel = await new Promise<ssh2.ClientChannel>((resolve, reject) => {
    client.exec('echo', (error, opened) => (error ? reject(error) : resolve(opened)))
  })
  channel.end(text)
  return (await channel.toArray()).join('')
}

interface Keys {
  _protocol: { _cipher: { _encKey: unknown }; _decipher: { _decipherKey: unknown } }
}
const keysOf = (client: ssh2.Client) => {
  const { _cipher, _decipher } = (client as unknown as Keys)._protocol
  return [_cipher._encKey, _decipher._decipherKey]
}

test('the keys are key objects, before and after others were exchanged', async () => {
  const { client, server, peers } = await connected('aes128-gcm@openssh.com')
  const first = keysOf(client)
  expect(first.every((key) => key instanceof KeyObject)).toBe(true)
  expect(await echoed(client, 'one')).toBe('one')
  peers[0]?.rekey()
  await once(client, 'handshake')
  const second = keysOf(client)
  expect(second.every((key) => key instanceof KeyObject)).toBe(true)
  expect(second[0]).not.toBe(first[0])
  expect(await echoed(client, 'two')).toBe('two')
  client.end()
  server.close()
})

test('a cipher that keeps its keys elsewhere works as it is', async () => {
  const { client, server } = await connected('aes128-ctr')
  expect(await echoed(client, 'text')).toBe('text')
  client.end()
  server.close()
})
